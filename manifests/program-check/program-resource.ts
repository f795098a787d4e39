import { readBytes } from "platform/files";
import { stateFolder } from "platform/state";

/**
 * Files that a test gives a program, in place of the class `Resource`: an image's are the same for all programs. What it makes are the bytes
 * themselves, which is all that anybody wants of a resource.
 */
function Resource(name: string): ArrayBuffer {
  const bytes = read(name);
  if (bytes === undefined) throw new URIError(`Resource "${name}" not found`);
  return bytes;
}

Resource.exists = (name: string): boolean => read(name) !== undefined;

function read(name: string): ArrayBuffer | undefined {
  return readBytes(`${stateFolder()}/resources/${name}`);
}

export default Resource;
