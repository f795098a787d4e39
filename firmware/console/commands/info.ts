import type { Command } from "../command.js";
import { protocol } from "./hello.js";

export const info: Command = {
  usage: "info",
  does: "firmware, board and identity",
  run({ host, reply }) {
    const { device, board } = host.status();
    reply.ok({ name: host.name, fw: host.version, id: device, board, proto: protocol });
  },
};
