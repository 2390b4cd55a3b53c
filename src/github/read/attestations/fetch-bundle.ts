import { keepTrying } from '../../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../../errors/result.ts';
import { type Api, READ_TRIES } from '../../transport/api.ts';
import { unavailable } from '../../transport/explain.ts';
import type { Operation } from '../../transport/operation.ts';
import { unpackSnappy } from './snappy.ts';

/** Reads what GitHub keeps at an address of its store. */
export type BundleFetcher = (operation: Operation, url: string) => Promise<Uint8Array>;

const TIMEOUT_MS = 30_000;
/** GitHub takes no larger ones. */
const LARGEST_BUNDLE = 16 * 1024 * 1024;

/**
 * A fetcher for bundles. The address carries its own right to be read, so no token goes there. Redirects are
 * not followed. Throws `GITHUB_UNAVAILABLE` where it is not answered, or is no address to ask.
 */
export function bundleFetcher(api: Pick<Api, 'pause'>, send: typeof fetch): BundleFetcher {
  return async (operation, address) => {
    const url = URL.parse(address);
    if (url === null || !isSafe(url)) throw unavailable(operation, 'it names an address that is not HTTPS');
    const read = await keepTrying({ tries: READ_TRIES, pause: api.pause }, () => once(url, send));
    if (read.ok) return read.value;
    throw unavailable(operation, read.problem);
  };
}

async function once(url: URL, send: typeof fetch): Promise<Result<Uint8Array>> {
  try {
    const answer = await send(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) return no(`its store answered ${answer.status}`);
    const bytes = await bounded(answer);
    if (bytes === undefined) return no('its store answered too much');
    const bundle =
      answer.headers.get('content-type') === SNAPPY ? unpackSnappy(bytes, LARGEST_BUNDLE) : bytes;
    return bundle === undefined ? no('its store answered what cannot be unpacked') : ok(bundle);
  } catch {
    return no('its store did not answer');
  }
}

const SNAPPY = 'application/x-snappy';

async function bounded({ body }: Response): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > LARGEST_BUNDLE) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname === 'localhost';
}
