import sdkChangeCipherSpec from "sdk/tls-changecipher";
import { HandshakeError } from "tls/message-reader";

/**
 * `ssl/changecipher` of our builds: the server changes to the new keys once, when both sides know them, and not in the middle of a message. Earlier it
 * would change to keys made of nothing, later begin to count its records anew.
 */
const changeCipherSpec = {
  __proto__: sdkChangeCipherSpec,
  unpacketize(session: TLSSession, fragment: Uint8Array): void {
    const { heard, masterSecret, serverCipher, pieces } = session;
    const isDue = heard === "serverHelloDone" && masterSecret !== undefined && serverCipher === null;
    if (!isDue || pieces?.isWaiting === true) throw new HandshakeError("a change of keys that is not due");
    if (fragment.byteLength !== 1) throw new HandshakeError("a change of keys of odd length");
    sdkChangeCipherSpec.unpacketize(session, fragment);
  },
};

export default Object.freeze(changeCipherSpec);
