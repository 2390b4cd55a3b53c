import { WaybillError } from '../../errors/waybill-error.ts';
import { type Digest, isDigest } from '../../image/digest.ts';
import { parseJson } from '../transport/json.ts';
import { type RepositoryName, manifestUrl, nameOf } from '../transport/endpoint.ts';
import { sha256 } from './hash.ts';
import type { HttpAnswer, HttpOutcome } from '../transport/http-transport.ts';
import { ACCEPTED_MANIFESTS, isIndexType, isManifestType, mediaTypeOf, OCI_MANIFEST } from './media-types.ts';
import { errorOf, holdsTag, immutableError, printable, refusedError } from '../transport/registry-error.ts';
import type { FetchedManifest } from './manifest.ts';
import { type Patience, isTransient, withRetries } from '../transport/retry.ts';
import type { Session } from '../login/session.ts';

/** Registries take at least 4 MiB, and hardly any takes more (distribution-spec, "Pushing Manifests"). */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/**
 * The registries that are asked whether they hold a tag, by what they call themselves. Both refuse what is no
 * manifest: Harbor hands it to the registry of the distribution project, and Amazon ECR takes no image that
 * it cannot read.
 */
const TELLS_OF_HELD_TAGS: ReadonlySet<string> = new Set(['harbor-registry', 'ecr.amazonaws.com']);
const NO_MANIFEST = 'not a manifest: a question whether this tag can be moved';

/**
 * What became of a PUT. After a lost answer or a 5xx it is unknown. Then the caller reads back before it
 * writes again.
 */
type PutOutcome =
  | { readonly kind: 'written'; readonly subjectKept: boolean }
  | { readonly kind: 'unclear'; readonly error: WaybillError };

/** Reads and writes manifests. An absent manifest is undefined; whatever else is no answer is thrown. */
export class ManifestVerbs {
  readonly #session: Session;
  readonly #patience: Patience;
  /** What was read by its digest or for a tag, by repository and digest: such bytes never change. */
  readonly #known = new Map<string, FetchedManifest>();

  constructor(session: Session, patience: Patience) {
    this.#session = session;
    this.#patience = patience;
  }

  /**
   * GET by tag or digest. The body is hashed and compared with the digest asked for and with the header. What
   * was read once is not asked for again by its digest: every GET may count as a pull.
   */
  async get(at: RepositoryName, reference: string): Promise<FetchedManifest | undefined> {
    const known = this.#known.get(`${nameOf(at)}@${reference}`);
    if (known !== undefined) return known;
    const answer = await this.#read(at, 'GET', reference);
    if (answer === undefined) return undefined;
    const digest = sha256(answer.body);
    if (isDigest(reference) && digest !== reference) {
      throw mismatch(at, `asked for ${reference}, it sent bytes of ${digest}`);
    }
    this.#compareHeader(at, answer, digest);
    const manifest = { digest, mediaType: servedType(at, reference, answer), body: answer.body };
    this.#known.set(`${nameOf(at)}@${digest}`, manifest);
    return manifest;
  }

  /**
   * HEAD by tag: the digest that the registry says the tag has now, undefined when there is no such tag.
   * Docker Hub counts every GET of a manifest as a pull and a HEAD not, so this is how tags are compared. A
   * registry that names no digest is asked by GET.
   */
  async taggedDigest(at: RepositoryName, tag: string): Promise<Digest | undefined> {
    const answer = await this.#read(at, 'HEAD', tag);
    if (answer === undefined) return undefined;
    const named = answer.headers.get('docker-content-digest');
    return named !== null && isDigest(named) ? named : (await this.get(at, tag))?.digest;
  }

  /** HEAD by digest: whether a manifest whose digest is already known is there. */
  async exists(at: RepositoryName, digest: Digest): Promise<boolean> {
    const answer = await this.#read(at, 'HEAD', digest);
    if (answer === undefined) return false;
    this.#compareHeader(at, answer, digest);
    return true;
  }

  async put(at: RepositoryName, reference: string, manifest: FetchedManifest): Promise<PutOutcome> {
    // A registry answers 429 before it does anything. So this is the only answer after which the same PUT is
    // sent again.
    const limited = (outcome: HttpOutcome): boolean => outcome.kind === 'answer' && outcome.status === 429;
    const send = (): Promise<HttpOutcome> =>
      this.#session.send({
        at,
        intent: 'push to',
        method: 'PUT',
        url: manifestUrl(at, reference),
        headers: { 'content-type': manifest.mediaType },
        body: manifest.body,
        limit: LARGEST_MANIFEST,
      });
    const outcome = await withRetries(nameOf(at), this.#patience, send, limited);
    if (!limited(outcome) && isTransient(outcome)) {
      return { kind: 'unclear', error: errorOf(at, 'push to', outcome, this.#patience.clock.now()) };
    }
    if (!isDigest(reference) && holdsTag(outcome)) throw immutableError(at, reference, outcome);
    if (outcome.kind === 'failure' || outcome.status < 200 || outcome.status > 299) {
      throw errorOf(at, 'push to', outcome, this.#patience.clock.now());
    }
    this.#compareHeader(at, outcome, manifest.digest);
    return { kind: 'written', subjectKept: outcome.headers.has('oci-subject') };
  }

  /**
   * Why a tag that is there cannot be moved, where the registry says so before it looks at what is pushed.
   * What is pushed is no manifest, so that nothing can come of it: to write what the tag has would take back
   * the move of another run. Undefined where the registry does not say, and at registries that are not known.
   */
  async whyHeld(at: RepositoryName, tag: string): Promise<WaybillError | undefined> {
    if (!TELLS_OF_HELD_TAGS.has(this.#session.serviceOf(at) ?? '')) return undefined;
    const outcome = await this.#session.send({
      at,
      intent: 'push to',
      method: 'PUT',
      url: manifestUrl(at, tag),
      headers: { 'content-type': OCI_MANIFEST },
      body: Buffer.from(NO_MANIFEST),
      limit: LARGEST_MANIFEST,
    });
    return holdsTag(outcome) ? immutableError(at, tag, outcome) : undefined;
  }

  async #read(
    at: RepositoryName,
    method: 'GET' | 'HEAD',
    reference: string,
  ): Promise<HttpAnswer | undefined> {
    const url = manifestUrl(at, reference);
    const headers = { accept: ACCEPTED_MANIFESTS };
    const outcome = await withRetries(`${nameOf(at)} ${reference}`, this.#patience, () =>
      this.#session.send({ at, intent: 'read', method, url, headers, limit: LARGEST_MANIFEST }),
    );
    if (outcome.kind === 'answer' && outcome.status === 404) return undefined;
    if (outcome.kind === 'answer' && outcome.status === 200) return outcome;
    throw errorOf(at, 'read', outcome, this.#patience.clock.now());
  }

  #compareHeader(at: RepositoryName, answer: HttpAnswer, digest: Digest): void {
    const header = answer.headers.get('docker-content-digest');
    if (header === null || !header.startsWith('sha256:') || header === digest) return;
    throw mismatch(at, `its header says ${printable(header)}, the bytes are ${digest}`);
  }
}

function servedType(at: RepositoryName, reference: string, answer: HttpAnswer): string {
  const sent = mediaTypeOf(answer.headers.get('content-type'));
  const document = parseJson(answer.body);
  const own =
    typeof document === 'object' && document !== null && 'mediaType' in document
      ? document.mediaType
      : undefined;
  const mediaType = sent === '' && typeof own === 'string' ? own : sent;
  if (!isManifestType(mediaType) && !isIndexType(mediaType)) {
    const what = `it answered ${printable(mediaType) || 'nothing known'} when asked for the manifest ${reference}`;
    throw refusedError(
      at,
      what,
      'Check that the address is a registry, and that the image has an OCI or Docker v2 manifest.',
    );
  }
  if (own !== undefined && own !== mediaType) {
    const what = `the manifest ${reference} is served as ${mediaType} and calls itself ${printable(String(own))}`;
    throw refusedError(
      at,
      what,
      'Push the image again: such a manifest means different things to different clients.',
    );
  }
  return mediaType;
}

function mismatch(at: RepositoryName, what: string): WaybillError {
  return new WaybillError('DIGEST_MISMATCH', `${nameOf(at)}: the registry contradicts itself: ${what}`, {
    hint: `Do not deploy this image. Something between this runner and ${at.registry} changes answers; look at proxies and mirrors first.`,
  });
}
