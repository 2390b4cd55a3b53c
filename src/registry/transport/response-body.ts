/** So much of an error's body is read. */
const LARGEST_ERROR = 64 * 1024;

export type ReadBody =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'too-large' };

/**
 * Reads an answer's body. At `limit` bytes it drops the connection, whatever the headers said of the size.
 * The body of an error is cut instead: its first part is enough for a message.
 */
export async function readBody(response: Response, limit: number, onChunk: () => void): Promise<ReadBody> {
  if (response.body === null) return { kind: 'bytes', bytes: new Uint8Array() };
  const cut = !response.ok;
  const most = cut ? LARGEST_ERROR : limit;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    onChunk();
    chunks.push(value);
    size += value.byteLength;
    if (size <= most) continue;
    await reader.cancel();
    if (!cut) return { kind: 'too-large' };
    break;
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks).subarray(0, most) };
}
