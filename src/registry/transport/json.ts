/** The value of JSON in UTF-8, for a schema to check. Undefined for bytes that are no UTF-8 or no JSON. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
