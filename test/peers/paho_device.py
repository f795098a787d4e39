"""A device on Debian's paho-mqtt: activates, logs in, reports, takes over one write.

Arguments: host, port, CA file, deviceId. Standard output: one JSON object a line, `step` naming what was reached.
"""

import json
import queue
import sys

import paho.mqtt.client as mqtt

PATIENCE_SECONDS = 10


def tell(step, **fields):
    print(json.dumps({"step": step, **fields}), flush=True)


def connected_client(host, port, ca_file, device=None, token=None):
    """A client whose CONNACK has arrived, and the queue of messages it receives."""
    answers = queue.Queue()
    messages = queue.Queue()
    client = mqtt.Client(client_id="", clean_session=True, protocol=mqtt.MQTTv311)
    client.tls_set(ca_certs=ca_file)
    if device is not None:
        client.username_pw_set(device, token)
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


def main(host, port, ca_file, device):
    client, messages = connected_client(host, int(port), ca_file)
    client.publish(f"$provision/{device}", b"", qos=1)
    topic, token = messages.get(timeout=PATIENCE_SECONDS)
    tell("activated", topic=topic, length=len(token))
    leave(client)

    client, messages = connected_client(host, int(port), ca_file, device, token)
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
