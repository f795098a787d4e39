import { type Defect, defect } from "../defect.js";

/** Mistakes with what the cloud writes. */
export const commandDefects: readonly Defect[] = [
  defect(
    "applied-twice",
    "a write that comes again is carried out again",
    "firmware/device/commands.ts",
    'return last.phase === "begun" ? "interrupted" : "repeated";',
    'return "new";',
  ),
  defect(
    "not-marked",
    "that a write is being carried out is not noted before",
    "firmware/device/commands.ts",
    'if (!isInterrupted && !this.#write(resource, { ...record, phase: "begun" })) {',
    "if (resource === undefined) {",
  ),
  defect(
    "no-answer",
    "a write is not answered",
    "firmware/device/postman.ts",
    "    this.#present.answer(alias);\n",
    "",
  ),
  defect(
    "not-kept",
    "a value that the cloud wrote is not kept in flash",
    "firmware/resources/resource-set.ts",
    "        this.#options.keeper.write(alias, value);\n      } catch (error) {\n        return {",
    "      } catch (error) {\n        return {",
  ),
  defect(
    "ignored",
    "every fifth write is not carried out",
    "firmware/device/commands.ts",
    "    const fingerprint = shortKey(payload);",
    '    if (payload.endsWith("5")) return;\n    const fingerprint = shortKey(payload);',
  ),
];
