/** So much of an error's body is read. */
const LARGEST_ERROR = 64 * 1024;

/** What is read of an answer: a `Response` has it. */
export interface FetchedBody {
  readonly ok: boolean;
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

export type ReadBody =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'too-large' };

/**
 * Reads an answer's body. At `limit` bytes it drops the connection, whatever the headers said of the size.
 * The body of an error is cut instead: its first part is enough for a message.
 */
export async function readBody(
  { ok, body }: FetchedBody,
  limit: number,
  onChunk: () => void,
): Promise<ReadBody> {
  if (body === null) return { kind: 'bytes', bytes: new Uint8Array() };
  const cut = !ok;
  const most = cut ? LARGEST_ERROR : limit;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Whoever leaves the loop gives the connection up.
  for await (const chunk of body) {
    onChunk();
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size <= most) continue;
    if (!cut) return { kind: 'too-large' };
    break;
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks).subarray(0, most) };
}
