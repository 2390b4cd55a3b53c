import type { IncomingMessage } from 'node:http';

/** What of an answer the clients use; a `Response` has all of it. */
export interface FetchAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url: string;
  readonly headers: FetchHeaders;
  /** Null where an answer has none. */
  readonly body: FetchBody | null;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface FetchHeaders extends Iterable<[string, string]> {
  get(name: string): string | null;
  has(name: string): boolean;
}

interface FetchBody extends AsyncIterable<Uint8Array> {
  /** Reads no more, and gives the connection up. */
  cancel(): Promise<void>;
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
}

/** What is asked of a stream; that of `node:zlib` has it too. */
type Chunks = AsyncIterable<Uint8Array> & { destroy(): unknown };

const WITHOUT_BODY = new Set([204, 205, 304]);
const BYTE_ORDER_MARK = /^\ufeff/;

/** The answer that begins with this message. What was compressed on the way comes out as it was. */
export async function answerOf(
  message: IncomingMessage,
  { url, method, signal }: Asked,
): Promise<FetchAnswer> {
  const status = message.statusCode ?? 0;
  // A connection that breaks before anybody reads is no error of its own: the reader will hear of it.
  message.on('error', ignore);
  const hasBody = method !== 'HEAD' && !WITHOUT_BODY.has(status);
  // The connection serves the next request only after the end.
  if (!hasBody) await new Promise((resolve) => message.on('close', resolve).resume());
  const body = hasBody ? bodyOf(decoded(message), signal) : null;
  const bytes = async (): Promise<Buffer<ArrayBuffer>> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body ?? []) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return {
    status,
    statusText: message.statusMessage ?? '',
    ok: status >= 200 && status <= 299,
    url,
    headers: headersOf(message),
    body,
    text: async () => (await bytes()).toString('utf8').replace(BYTE_ORDER_MARK, ''),
    arrayBuffer: async () => new Uint8Array(await bytes()).buffer,
  };
}

/** A header that came several times is one with commas between. */
function headersOf(message: IncomingMessage): FetchHeaders {
  const values = new Map(
    Object.entries(message.headersDistinct).map(([name, list = []]) => [name, list.join(', ')]),
  );
  return {
    get: (name) => values.get(name.toLowerCase()) ?? null,
    has: (name) => values.has(name.toLowerCase()),
    [Symbol.iterator]: () => values[Symbol.iterator](),
  };
}

function decoded(message: IncomingMessage): Chunks {
  if (!/^(?:x-)?gzip$/i.test(message.headers['content-encoding'] ?? '')) return message;
  const { createGunzip } = process.getBuiltinModule('node:zlib');
  const { pipeline } = process.getBuiltinModule('node:stream');
  // The reader of what comes out hears of every error, those of the connection too.
  return pipeline(message, createGunzip(), ignore);
}

function bodyOf(chunks: Chunks, signal: AbortSignal | undefined): FetchBody {
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield* chunks;
      } catch (cause) {
        signal?.throwIfAborted();
        throw cause;
      }
      // Node can end a body quietly where it was told to stop.
      signal?.throwIfAborted();
    },
    cancel: () => {
      chunks.destroy();
      return Promise.resolve();
    },
  };
}

function ignore(): void {}
