import { readText } from "platform/files";
import { stateFolder } from "platform/state";
import type { Question } from "./question.js";
import { judge } from "./verdict.js";

/** Judges the servers of server-0.json, server-1.json, … by the TLS of our builds, one after the other, an event each. */
export default function main(): void {
  ask(0);
}

function ask(index: number): void {
  const text = readText(`${stateFolder()}/server-${index}.json`);
  if (text === undefined) return;
  judge(JSON.parse(text) as Question, (verdict) => {
    trace(`@event ${JSON.stringify({ event: "verdict", server: index, ...verdict })}\n`);
    ask(index + 1);
  });
}
