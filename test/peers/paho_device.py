"""A device on Debian's paho-mqtt: activates, logs in, reports, takes over one write.

Arguments: host, port, CA file, deviceId, authentication type and, for `certificate`, the PEM files of certificate and
key. Standard output: one JSON object a line, `step` naming what was reached.
"""

import json
import queue
import secrets
import sys

import paho.mqtt.client as mqtt

PATIENCE_SECONDS = 10


def tell(step, **fields):
    print(json.dumps({"step": step, **fields}), flush=True)


def connected_client(host, port, ca_file, login=None, certificate=(None, None)):
    """A client whose CONNACK has arrived, and the queue of messages it receives.

    `login` is user name and password, `certificate` the files of certificate and key.
    """
    answers = queue.Queue()
    messages = queue.Queue()
    client = mqtt.Client(client_id="", clean_session=True, protocol=mqtt.MQTTv311)
    certificate_file, key_file = certificate
    client.tls_set(ca_certs=ca_file, certfile=certificate_file, keyfile=key_file)
    if login is not None:
        client.username_pw_set(*login)
    client.on_connect = lambda _client, _data, _flags, code: answers.put(code)
    client.on_message = lambda _client, _data, message: messages.put((message.topic, message.payload.decode()))
    client.connect(host, port, keepalive=30)
    client.loop_start()
    code = answers.get(timeout=PATIENCE_SECONDS)
    if code != 0:
        raise SystemExit(f"CONNACK {code}: {mqtt.connack_string(code)}")
    return client, messages


def leave(client):
    client.disconnect()
    client.loop_stop()


def activate_by_token(endpoint, device):
    """The Connector makes the token and publishes it."""
    client, messages = connected_client(*endpoint)
    client.publish(f"$provision/{device}", b"", qos=1)
    topic, token = messages.get(timeout=PATIENCE_SECONDS)
    tell("activated", topic=topic, length=len(token))
    leave(client)
    return connected_client(*endpoint, login=(device, token))


def activate_by_password(endpoint, device):
    """The device makes the password; no answer comes, so the login is the proof."""
    password = secrets.token_urlsafe(24)
    client, messages = connected_client(*endpoint)
    client.publish(f"$provision/{device}", password.encode(), qos=1).wait_for_publish(PATIENCE_SECONDS)
    tell("activated", answers=messages.qsize())
    leave(client)
    return connected_client(*endpoint, login=(device, password))


def activate_by_certificate(endpoint, _device, *certificate):
    """The first connection is the activation."""
    client, _messages = connected_client(*endpoint, certificate=certificate)
    tell("activated")
    leave(client)
    return connected_client(*endpoint, certificate=certificate)


ACTIVATIONS = {
    "token": activate_by_token,
    "password": activate_by_password,
    "certificate": activate_by_certificate,
}


def main(host, port, ca_file, device, authentication, *certificate):
    endpoint = (host, int(port), ca_file)
    client, messages = ACTIVATIONS[authentication](endpoint, device, *certificate)
    tell("connected")
    for qos, value in ((0, "20"), (1, "21.5")):
        client.publish("$resource/temperature", value, qos=qos).wait_for_publish(PATIENCE_SECONDS)
    tell("reported")
    topic, value = messages.get(timeout=PATIENCE_SECONDS)
    tell("received", topic=topic, value=value)
    client.publish(topic, value, qos=1).wait_for_publish(PATIENCE_SECONDS)
    tell("acknowledged")
    leave(client)


if __name__ == "__main__":
    main(*sys.argv[1:])
