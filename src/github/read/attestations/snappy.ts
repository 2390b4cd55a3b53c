/**
 * Unpacks a block of Snappy (google/snappy, format_description.txt): the length, then pieces that are either
 * bytes or copies of bytes before them. Undefined for anything else, and for more than `most` bytes.
 */
export function unpackSnappy(packed: Uint8Array, most: number): Uint8Array | undefined {
  const head = lengthAt(packed);
  if (head === undefined || head.length > most) return undefined;
  const out = new Uint8Array(head.length);
  let [at, end] = [head.next, 0];
  while (at < packed.length) {
    const piece = pieceAt(packed, at);
    if (piece === undefined || end + piece.length > out.length) return undefined;
    if (piece.kind === 'bytes') {
      out.set(packed.subarray(piece.from, piece.from + piece.length), end);
    } else {
      if (piece.back < 1 || piece.back > end) return undefined;
      // A copy may reach into what it writes itself: that repeats it.
      for (let index = end; index < end + piece.length; index += 1) out[index] = out[index - piece.back] ?? 0;
    }
    end += piece.length;
    at = piece.next;
  }
  return end === out.length ? out : undefined;
}

type Piece = { readonly length: number; readonly next: number } & (
  { readonly kind: 'bytes'; readonly from: number } | { readonly kind: 'copy'; readonly back: number }
);

/** The two lowest bits of a piece's first byte say what it is. */
function pieceAt(packed: Uint8Array, at: number): Piece | undefined {
  const tag = packed[at] ?? 0;
  const kind = tag & 3;
  if (kind === 0) return bytesAt(packed, at, tag >> 2);
  const width = kind === 1 ? 1 : kind === 2 ? 2 : 4;
  if (at + width >= packed.length) return undefined;
  const offset = littleEndian(packed, at + 1, width);
  const next = at + 1 + width;
  return kind === 1
    ? { kind: 'copy', length: ((tag >> 2) & 7) + 4, back: (tag >> 5) * 256 + offset, next }
    : { kind: 'copy', length: (tag >> 2) + 1, back: offset, next };
}

/** Up to 60 bytes have their length in the tag; of more, it stands in one to four bytes behind it. */
function bytesAt(packed: Uint8Array, at: number, size: number): Piece | undefined {
  const width = size < 60 ? 0 : size - 59;
  const length = (width === 0 ? size : littleEndian(packed, at + 1, width)) + 1;
  const from = at + 1 + width;
  return from + length > packed.length ? undefined : { kind: 'bytes', from, length, next: from + length };
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function lengthAt(packed: Uint8Array): { readonly length: number; readonly next: number } | undefined {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = packed[index];
    if (byte === undefined) return undefined;
    length += (byte & 127) * 128 ** index;
    if (byte < 128) return { length, next: index + 1 };
  }
  return undefined;
}

function littleEndian(bytes: Uint8Array, from: number, width: number): number {
  return bytes.subarray(from, from + width).reduceRight((sum, byte) => sum * 256 + byte, 0);
}
