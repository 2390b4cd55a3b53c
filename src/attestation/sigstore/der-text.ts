const UTF8_STRING = 0x0c;
const LONG_LENGTH = 0x80;
const NUL_OR_CONTROL = /[\0-\x1f\x7f]/;

/**
 * The text of a DER UTF8String, exactly: one string with the shortest form of its length and nothing behind
 * it. Undefined for anything else, so that no two readings of the same bytes are possible.
 */
export function derText(bytes: Uint8Array): string | undefined {
  const [tag, first] = bytes;
  if (tag !== UTF8_STRING || first === undefined) return undefined;
  const [length, start] = first < LONG_LENGTH ? [first, 2] : longLength(bytes, first - LONG_LENGTH);
  if (length === undefined || start + length !== bytes.byteLength) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start));
    return NUL_OR_CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** DER allows the long form only for what does not fit into the short one, and no zeros in front. */
function longLength(bytes: Uint8Array, count: number): readonly [number | undefined, number] {
  const start = 2 + count;
  if (count < 1 || count > 2 || bytes[2] === 0) return [undefined, start];
  const length = bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return [length < LONG_LENGTH ? undefined : length, start];
}
