/** The value of JSON in UTF-8, or undefined for bytes that are neither; schemas judge it afterwards. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
