/** A JSON object; its properties are to be looked at before they are believed. */
export type JSONObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JSONObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a text, or undefined where it holds none. */
export function objectIn(text: string): JSONObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // no JSON, so no object
  }
}
