import type { MessageEntry } from "../../protocol.js";
import { part } from "../element.js";

/** Calls back with a test for messages whenever the reader changes what to see. */
export function watchMessageFilter(onChange: (accepts: (entry: MessageEntry) => boolean) => void): void {
  const form = part("message-filter", HTMLFormElement);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const data = new FormData(form);
    const words = String(data.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    const from = String(data.get("from"));
    onChange((entry) => isFrom(entry, from) && words.every((word) => textOf(entry).includes(word)));
  });
}

function isFrom(entry: MessageEntry, from: string): boolean {
  if (from === "trouble") return entry.trouble === true;
  return from === "" || entry.from === from;
}

function textOf({ packet, topic = "", detail }: MessageEntry): string {
  return `${packet} ${topic} ${detail}`.toLowerCase();
}
