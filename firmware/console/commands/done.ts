import type { Command } from "../command.js";

/** The end of an upload: what is not whole or cannot be used is refused here, and not by a login days later. */
export const done: Command = {
  usage: "done",
  does: "ends an upload: checks it and stages it",
  run({ host, state, reply }) {
    const { upload } = state;
    if (upload === undefined) return reply.fail("state", "no upload is under way; begin with put");
    const bytes = ((): Uint8Array<ArrayBuffer> => {
      try {
        return upload.finish();
      } catch (error) {
        // Whole and wrong: there is nothing to go on with.
        if (upload.next === upload.size) state.upload = undefined;
        throw error;
      }
    })();
    state.upload = undefined;
    reply.ok({ ...host.credentials.stage(upload.slot, bytes) });
  },
};
