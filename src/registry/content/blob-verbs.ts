import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { type RepositoryName, blobUrl, nameOf } from '../transport/endpoint.ts';
import { sha256 } from './hash.ts';
import type { Descriptor } from './manifest.ts';
import type { HttpAnswer, HttpOutcome } from '../transport/http-transport.ts';
import { errorOf, printable } from '../transport/registry-error.ts';
import { type Patience, isTransient, spaced, withRetries } from '../transport/retry.ts';
import type { Session } from '../login/session.ts';
import { openUpload, uploadLocation } from './upload.ts';

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
   * Whether the registry has a blob of this digest and size. Throws `DIGEST_MISMATCH` where it says another
   * size.
   */
  async has(at: RepositoryName, { digest, size }: Pick<Descriptor, 'digest' | 'size'>): Promise<boolean> {
    const answer = await this.#read(at, 'HEAD', digest, LARGEST_NOTICE);
    if (answer === undefined) return false;
    const said = answer.headers.get('content-length');
    if (said === null || Number(said) === size) return true;
    throw new WaybillError(
      'DIGEST_MISMATCH',
      `${nameOf(at)}: the blob ${digest} has ${size} bytes, and the registry says ${printable(said)}`,
      { hint: `Delete it in the registry; something between this runner and ${at.registry} cut it short.` },
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
    const opened = await openUpload(at, this.#session, this.#patience);
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
