import * as v from "valibot";
import { checkSchema } from "../schema-check.js";

const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Only connections of this device; absent: all. A connection is a device's from its login on. */
const device = v.exactOptional(v.pipe(v.string(), v.nonEmpty()));
/** How often it strikes before it is over; absent: until it is cleared. */
const times = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)));

export const CERTIFICATE_FLAWS = ["expired", "wrong-name", "unknown-ca", "other-key"] as const;

/** What can be made to go wrong. `FAULT_STORIES` tells the failure in the field behind each kind. */
export const FaultSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("refuse-connack"),
    /** CONNACK return code. */
    code: v.picklist([1, 2, 3, 4, 5]),
    device,
    times,
  }),
  v.strictObject({ kind: v.literal("delay-connack"), milliseconds, device, times }),
  v.strictObject({ kind: v.literal("lose-puback"), device, times }),
  v.strictObject({ kind: v.literal("delay-puback"), milliseconds, device, times }),
  v.strictObject({ kind: v.literal("lose-provisioning-answer"), device, times }),
  v.strictObject({
    kind: v.literal("drop"),
    /** MQTT bytes that still pass, counted from the connection's start or, if it was there before, from now. */
    bytes,
    /** Which way they are counted, as the Connector sees it. Default `received`. */
    direction: v.exactOptional(v.picklist(["received", "sent"])),
    device,
    times,
  }),
  v.strictObject({ kind: v.literal("stall"), device }),
  v.strictObject({ kind: v.literal("half-open"), device }),
  v.strictObject({
    kind: v.literal("slow-link"),
    /** In each direction. */
    bytesPerSecond: v.pipe(v.number(), v.integer(), v.minValue(1)),
    /** Added to each direction, in milliseconds. Default 0. */
    latency: v.exactOptional(milliseconds),
    device,
  }),
  v.strictObject({
    kind: v.literal("clock-skew"),
    /** Positive: the Connector's clock is ahead. */
    milliseconds: v.pipe(v.number(), v.minValue(-1e13), v.maxValue(1e13)),
  }),
  v.strictObject({ kind: v.literal("bad-certificate"), flaw: v.picklist(CERTIFICATE_FLAWS), times }),
  v.strictObject({ kind: v.literal("cut-download"), bytes, times }),
]);

/** A script: what goes wrong when. */
export const FaultScriptSchema = v.array(
  v.strictObject({
    /** Milliseconds after the start. */
    at: milliseconds,
    fault: FaultSchema,
    /** Milliseconds until it ends by itself; absent: until it is cleared. */
    for: v.exactOptional(v.pipe(milliseconds, v.gtValue(0))),
  }),
);
export type ScriptedFault = Readonly<v.InferOutput<typeof FaultScriptSchema>[number]>;

export type Fault = v.InferOutput<typeof FaultSchema>;
export type FaultKind = Fault["kind"];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;
export type CertificateFlaw = (typeof CERTIFICATE_FLAWS)[number];

/** The failure in the field that each kind stands for. */
export const FAULT_STORIES: Readonly<Record<FaultKind, string>> = Object.freeze({
  "refuse-connack":
    "the credentials went out of step, or the broker is overloaded: CONNACK carries a return code",
  "delay-connack": "a login waits behind a busy database: CONNACK comes late",
  "lose-puback":
    "the Connector took the report, its PUBACK is lost: the device sends again and counts it twice",
  "delay-puback": "a slow back-end: PUBACK comes when the device may have given up waiting",
  "lose-provisioning-answer":
    "the activation succeeds and the connection dies before its answer arrives: the identity is taken",
  drop: "power, access point or modem goes away in the middle of a packet",
  stall: "the server hangs: TCP takes the bytes, nothing is answered, and all of it late when it recovers",
  "half-open":
    "a NAT or load balancer forgot the connection: the cloud thinks it gone, the device is not told",
  "slow-link": "a bad radio link: few bytes a second, long ways",
  "clock-skew": "the server's clock is wrong, and so are its stamps",
  "bad-certificate":
    "a certificate ran out, names another host, or somebody else answers: the device must refuse the server",
  "cut-download": "the connection breaks in the middle of a file: the device must resume, not start over",
});

/** @throws Error naming the field and the problem. */
export function parseFault(value: unknown): Fault {
  return checkSchema(FaultSchema, value, { name: "fault" });
}

/**
 * Reads a fault given as words: its kind, then fields as `name=value`, such as `delay-puback milliseconds=500 times=2`.
 * @throws Error naming the word or field and the problem.
 */
export function parseFaultWords(words: readonly string[]): Fault {
  const [kind = "", ...fields] = words;
  const pairs = fields.map((field): [string, string | number] => {
    const [, name = "", text = ""] = /^([^=]+)=(.*)$/.exec(field) ?? [];
    if (name === "") throw new Error(`fault field "${field}" is not name=value, such as times=1`);
    // A deviceId may be all digits.
    return [name, name !== "device" && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text];
  });
  return parseFault({ ...Object.fromEntries(pairs), kind });
}
