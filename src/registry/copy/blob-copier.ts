import { createHash } from 'node:crypto';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import type { BlobVerbs } from '../content/blob-verbs.ts';
import type { Descriptor } from '../content/manifest.ts';
import { openUpload, uploadLocation } from '../content/upload.ts';
import type { Session } from '../login/session.ts';
import { blobUrl, nameOf, type RepositoryName } from '../transport/endpoint.ts';
import type { HttpOutcome } from '../transport/http-transport.ts';
import { errorOf, type Intent } from '../transport/registry-error.ts';
import { isTransient, type Patience, spaced, withRetries } from '../transport/retry.ts';

/** What became of a blob: it was there, the registry took it from its other repository, or it was sent. */
export type BlobCopy = 'present' | 'mounted' | 'sent';

type Blob = Pick<Descriptor, 'digest' | 'size'>;

const MOST_TRIES = 4;
const LARGEST_NOTICE = 64 * 1024;

/** Brings blobs of any size from one repository into another, without keeping them here. */
export class BlobCopier {
  readonly #session: Session;
  readonly #blobs: BlobVerbs;
  readonly #patience: Patience;

  constructor(session: Session, blobs: BlobVerbs, patience: Patience) {
    this.#session = session;
    this.#blobs = blobs;
    this.#patience = patience;
  }

  /**
   * Copies one blob unless it is there. Its bytes are hashed on the way, and an upload of other bytes is
   * broken off before it ends. After a lost answer the registry is asked for the digest before the blob is
   * sent again. Throws `DIGEST_MISMATCH`, `IMAGE_NOT_FOUND` or the error of the registry that refuses.
   */
  async copy(blob: Blob, from: RepositoryName, to: RepositoryName): Promise<BlobCopy> {
    let tried = false;
    const copied = await keepTrying<BlobCopy, WaybillError>(spaced(this.#patience, MOST_TRIES), async () => {
      if (await this.#blobs.has(to, blob)) return ok(tried ? 'sent' : 'present');
      tried = true;
      const opened = await this.#open(blob, from, to);
      if (opened.kind === 'answer' && opened.status === 201) return ok('mounted');
      if (opened.kind !== 'answer' || opened.status !== 202) return this.#judge(to, opened);
      const url = uploadLocation(to, opened);
      url.searchParams.set('digest', blob.digest);
      return this.#send(blob, from, to, url);
    });
    if (copied.ok) return copied.value;
    throw copied.problem;
  }

  /** Opens an upload. A registry that has the blob in the other repository may take it from there. */
  async #open(blob: Blob, from: RepositoryName, to: RepositoryName): Promise<HttpOutcome> {
    const plain = (): Promise<HttpOutcome> => openUpload(to, this.#session, this.#patience);
    if (from.registry !== to.registry) return plain();
    const mount = { digest: blob.digest, from: from.repository };
    const asked = await openUpload(to, this.#session, this.#patience, mount).catch(refusal);
    // A login that may not read the other repository here, or a registry that mounts nothing.
    const isRefused =
      asked === undefined || (asked.kind === 'answer' && asked.status >= 400 && asked.status < 500);
    return isRefused ? plain() : asked;
  }

  async #send(blob: Blob, from: RepositoryName, to: RepositoryName, url: URL) {
    let written: HttpOutcome | undefined;
    let fault: unknown;
    const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      try {
        written = await this.#session.send({
          at: to,
          intent: 'push to',
          method: 'PUT',
          url,
          headers: { 'content-type': 'application/octet-stream' },
          body: { size: blob.size, chunks: checked(chunks, blob, from, (error) => (fault = error)) },
          limit: LARGEST_NOTICE,
        });
      } catch (thrown) {
        fault ??= thrown;
      }
    };
    const read = await withRetries(
      `${nameOf(from)} ${blob.digest}`,
      this.#patience,
      () =>
        this.#session.send({
          at: from,
          intent: 'read',
          method: 'GET',
          url: blobUrl(from, blob.digest),
          headers: {},
          limit: LARGEST_NOTICE,
          onBody: take,
        }),
      (outcome) => written === undefined && fault === undefined && isTransient(outcome),
    );
    if (fault !== undefined) throw fault;
    if (read.kind === 'failure') return this.#again(from, 'read', read);
    if (written !== undefined) return this.#judge(to, written);
    if (read.kind === 'answer' && read.status === 404) throw missing(blob, from);
    throw errorOf(from, 'read', read, this.#patience.clock.now());
  }

  /** Whether it was written; another try where nobody knows. */
  #judge(to: RepositoryName, outcome: HttpOutcome) {
    if (outcome.kind === 'answer' && outcome.status === 201) return ok('sent' as const);
    return this.#again(to, 'push to', outcome);
  }

  #again(at: RepositoryName, intent: Intent, outcome: HttpOutcome) {
    const error = errorOf(at, intent, outcome, this.#patience.clock.now());
    if (isTransient(outcome)) return no(error);
    throw error;
  }
}

function refusal(thrown: unknown): undefined {
  const [error] = errorsOf(thrown);
  if (error?.code === 'REGISTRY_DENIED' || error?.code === 'REGISTRY_LOGIN_MISSING') return undefined;
  throw thrown;
}

/** The bytes of a blob. Where they are others than its digest says, `onFault` hears it and they break off. */
async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  { digest, size }: Blob,
  from: RepositoryName,
  onFault: (error: WaybillError) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  let seen = 0;
  let last: Uint8Array | undefined;
  // The last piece is held back until the hash is known: an upload that lacks it is never whole.
  for await (const chunk of chunks) {
    hash.update(chunk);
    seen += chunk.byteLength;
    if (seen > size) break;
    if (last !== undefined) yield last;
    last = chunk;
  }
  const found = `sha256:${hash.digest('hex')}`;
  if (seen !== size || found !== digest) {
    const error = otherBytes(from, digest, seen === size ? found : `${seen > size ? 'more' : 'fewer'} bytes`);
    onFault(error);
    throw error;
  }
  if (last !== undefined) yield last;
}

function otherBytes(from: RepositoryName, digest: string, found: string): WaybillError {
  return new WaybillError(
    'DIGEST_MISMATCH',
    `${nameOf(from)}: asked for the blob ${digest}, the registry sent ${found}`,
    {
      hint: `Run the job again. If it stays so, do not trust this content: something between this runner and ${from.registry} changes answers.`,
    },
  );
}

function missing({ digest }: Blob, from: RepositoryName): WaybillError {
  return new WaybillError('IMAGE_NOT_FOUND', `${nameOf(from)}: the blob ${digest} is not there`, {
    hint: 'Check whether a clean-up rule of the registry deleted it, and build the image again.',
  });
}
