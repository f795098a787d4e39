import { type BootFacts, question } from "../door.js";
import { askJSON } from "./door.js";

/** What the host tells a device once, when it starts. */
export const boot = Object.freeze(askJSON(question.boot, null)) as BootFacts;
