import type { Digest } from '../../image/digest.ts';
import { nameOf, type RepositoryName, uploadsUrl } from '../transport/endpoint.ts';
import type { HttpAnswer, HttpOutcome } from '../transport/http-transport.ts';
import { refusedError } from '../transport/registry-error.ts';
import { type Patience, withRetries } from '../transport/retry.ts';
import type { Session } from '../login/session.ts';

const LARGEST_NOTICE = 64 * 1024;

/** A blob that the registry has in another repository, and may take from there. */
interface Mount {
  readonly digest: Digest;
  readonly from: string;
}

/**
 * Opens an upload: 202 says where it goes on, 201 that the blob was mounted. An upload that was opened and
 * not finished does no harm: nobody sees it.
 */
export function openUpload(
  at: RepositoryName,
  session: Session,
  patience: Patience,
  mount?: Mount,
): Promise<HttpOutcome> {
  const url = uploadsUrl(at);
  if (mount !== undefined) {
    url.searchParams.set('mount', mount.digest);
    url.searchParams.set('from', mount.from);
  }
  return withRetries(nameOf(at), patience, () =>
    session.send({
      at,
      intent: 'push to',
      ...(mount === undefined ? {} : { alsoRead: mount.from }),
      method: 'POST',
      url,
      headers: {},
      body: new Uint8Array(),
      limit: LARGEST_NOTICE,
    }),
  );
}

/**
 * The address where an upload goes on; it may be relative. The login goes with the request, so the address
 * must stay with the registry.
 */
export function uploadLocation(at: RepositoryName, opened: HttpAnswer): URL {
  const start = uploadsUrl(at);
  const url = URL.parse(opened.headers.get('location') ?? '', start.href);
  if (url !== null && url.origin === start.origin) return url;
  const where = url === null ? 'nowhere' : url.origin;
  throw refusedError(
    at,
    `an upload was opened at ${start.origin} and continues at ${where}`,
    'Set the external address of the registry (for `distribution`: http.host) to the one that clients use.',
  );
}
