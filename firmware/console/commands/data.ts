import { fromBase64 } from "../../storage/base64.js";
import { type Command, wordsOf } from "../command.js";

export const data: Command = {
  usage: "data <offset> <base64>",
  does: "a chunk of an upload",
  run({ argument, state, reply }) {
    const [offset = "", base64 = "", ...more] = wordsOf(argument);
    const chunk = fromBase64(base64);
    if (!/^\d{1,6}$/.test(offset) || chunk === undefined || base64 === "" || more.length > 0)
      return reply.fail("args", "data takes an offset and base64");
    const { upload } = state;
    if (upload === undefined) return reply.fail("state", "no upload is under way; begin with put");
    upload.take(Number(offset), chunk);
    state.upload = upload; // somebody goes on with it
    reply.ok({ next: upload.next });
  },
};
