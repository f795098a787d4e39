import { type Message, MessageWriter } from "../door.js";
import { bytesOf, issueCommand, textOf } from "./natives.js";

/** The program's side of the door: what it posts leaves at the end of the turn, what it asks is answered at once. */
const outgoing = new MessageWriter();

export function post(op: number, id = 0, number = 0, body?: Uint8Array): void {
  outgoing.add(op, id, number, body);
}

export function postText(op: number, id: number, text: string): void {
  outgoing.add(op, id, 0, bytesOf(text));
}

export function takeOutgoing(): Uint8Array<ArrayBuffer> {
  return outgoing.take();
}

/** @throws Error with the host's words where it refuses. */
export function ask(op: number, body?: Uint8Array): Uint8Array<ArrayBuffer> {
  const request = new Uint8Array(1 + (body?.byteLength ?? 0));
  request[0] = op;
  if (body !== undefined) request.set(body, 1);
  const answer = new Uint8Array(issueCommand(request.buffer));
  const content = answer.slice(1);
  if (answer[0] !== 0) throw new Error(textOf(content));
  return content;
}

/** Asks in JSON and is answered in JSON. */
export function askJSON(op: number, request: unknown): unknown {
  return JSON.parse(textOf(ask(op, bytesOf(JSON.stringify(request)))));
}

type Receiver = (message: Message) => void;
const receivers = new Map<number, Receiver>();

/** Names who gets the messages of one kind. */
export function receive(op: number, receiver: Receiver): void {
  receivers.set(op, receiver);
}

export function deliver(message: Message): void {
  receivers.get(message.op)?.(message);
}
