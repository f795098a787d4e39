import { chainCases } from "./chain-cases.js";
import { handshakeCases } from "./handshake-cases.js";
import { parameterCases } from "./parameter-cases.js";
import type { ServerCase } from "./server-case.js";
import { sessionCases } from "./session-cases.js";

/** Every server that the TLS of boards and that of the simulator are held against; keys are made anew each time. */
export async function matrix(): Promise<ServerCase[]> {
  const parts = [chainCases, parameterCases, handshakeCases, sessionCases];
  return (await Promise.all(parts.map((part) => part()))).flat();
}
