import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { type RepositoryName, blobUrl, nameOf, uploadsUrl } from '../transport/endpoint.ts';
import { sha256 } from './hash.ts';
import type { HttpAnswer, HttpOutcome } from '../transport/http-transport.ts';
import { errorOf, refusedError } from '../transport/registry-error.ts';
import { type Patience, isTransient, spaced, withRetries } from '../transport/retry.ts';
import type { Session } from '../login/session.ts';

const MOST_UPLOADS = 3;
const LARGEST_NOTICE = 64 * 1024;

/** The blob endpoints. */
export class BlobVerbs {
  readonly #session: Session;
  readonly #patience: Patience;

  constructor(session: Session, patience: Patience) {
    this.#session = session;
    this.#patience = patience;
  }

  /**
   * Reads a blob and compares its hash with the digest. Undefined when the registry does not have it. Throws
   * `REGISTRY_REFUSED` over `limit` bytes.
   */
  async get(at: RepositoryName, digest: Digest, limit: number): Promise<Uint8Array | undefined> {
    const answer = await this.#read(at, 'GET', digest, limit);
    if (answer === undefined) return undefined;
    const found = sha256(answer.body);
    if (found === digest) return answer.body;
    throw new WaybillError(
      'DIGEST_MISMATCH',
      `${nameOf(at)}: asked for the blob ${digest}, the registry sent ${found}`,
      {
        hint: `Do not trust this content. Something between this runner and ${at.registry} changes answers; look at proxies and mirrors first.`,
      },
    );
  }

  /**
   * Writes bytes into the repository, unless they are there. When the answer to an upload is lost, the
   * registry is asked for the digest before another upload begins. An upload that was opened and not finished
   * does no harm: nobody sees it.
   */
  async put(at: RepositoryName, bytes: Uint8Array): Promise<Digest> {
    const digest = sha256(bytes);
    const put = await keepTrying<Digest, HttpOutcome>(spaced(this.#patience, MOST_UPLOADS), async () => {
      if ((await this.#read(at, 'HEAD', digest, LARGEST_NOTICE)) !== undefined) return ok(digest);
      const outcome = await this.#upload(at, digest, bytes);
      if (outcome.kind === 'answer' && outcome.status === 201) return ok(digest);
      if (!isTransient(outcome)) throw this.#error(at, outcome);
      return no(outcome);
    });
    if (put.ok) return put.value;
    throw this.#error(at, put.problem);
  }

  async #upload(at: RepositoryName, digest: Digest, bytes: Uint8Array): Promise<HttpOutcome> {
    const opened = await withRetries(nameOf(at), this.#patience, () =>
      this.#session.send({
        at,
        intent: 'push to',
        method: 'POST',
        url: uploadsUrl(at),
        headers: {},
        body: new Uint8Array(),
        limit: LARGEST_NOTICE,
      }),
    );
    if (opened.kind !== 'answer' || opened.status !== 202) return opened;
    const url = uploadLocation(at, opened);
    url.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream' };
    return this.#session.send({
      at,
      intent: 'push to',
      method: 'PUT',
      url,
      headers,
      body: bytes,
      limit: LARGEST_NOTICE,
    });
  }

  async #read(
    at: RepositoryName,
    method: 'GET' | 'HEAD',
    digest: Digest,
    limit: number,
  ): Promise<HttpAnswer | undefined> {
    const ask = { at, intent: 'read', method, url: blobUrl(at, digest), headers: {}, limit } as const;
    const outcome = await withRetries(`${nameOf(at)} ${digest}`, this.#patience, () =>
      this.#session.send(ask),
    );
    if (outcome.kind === 'answer' && outcome.status === 404) return undefined;
    if (outcome.kind === 'answer' && outcome.status === 200) return outcome;
    throw this.#error(at, outcome);
  }

  #error(at: RepositoryName, outcome: HttpOutcome): WaybillError {
    return errorOf(at, 'push to', outcome, this.#patience.clock.now());
  }
}

/**
 * The address where an upload goes on; it may be relative. The login goes with the request, so the address
 * must stay with the registry.
 */
function uploadLocation(at: RepositoryName, opened: HttpAnswer): URL {
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
