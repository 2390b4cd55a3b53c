/*
 * The door of the registry client: OCI distribution, for any registry. `transport` sends requests, `login`
 * answers what a registry asks for, `content` reads and writes manifests and blobs, `attach` keeps artifacts
 * of a digest, `copy` brings all of it into another repository. It may not know GitHub, environments or
 * records: what to tag and to attach is decided elsewhere.
 */
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import {
  type ArtifactVerbs,
  attachArtifact,
  type Attachment,
  listArtifacts,
  readArtifact,
} from './attach/attach.ts';
import { BlobVerbs } from './content/blob-verbs.ts';
import { BlobCopier } from './copy/blob-copier.ts';
import { copyAll, type CopiedImage } from './copy/copy-all.ts';
import type { Credentials } from './login/credential.ts';
import type { Descriptor, FetchedManifest, ImageDescription } from './content/manifest.ts';
import { describeImage } from './content/describe.ts';
import { createTransport, DEFAULT_TIMEOUTS, type Fetch, type Timeouts } from './transport/http-transport.ts';
import { mergeIndex } from './content/merge-index.ts';
import { ManifestVerbs } from './content/manifest-verbs.ts';
import { listReferrers } from './attach/referrer-verbs.ts';
import type { Patience } from './transport/retry.ts';
import { Session, type TrustedTokenServer } from './login/session.ts';
import { putTag, requireMovable } from './content/tag.ts';

export { createDockerCredentials } from './login/credentials.ts';
export { createLogins, type RegistryLogin } from './login/logins.ts';
export type {
  Attachment,
  CopiedImage,
  Credentials,
  Descriptor,
  FetchedManifest,
  ImageDescription,
  TrustedTokenServer,
};

/**
 * An OCI registry, as promotion needs it. Methods throw `WaybillError` with a `REGISTRY_*` code when the
 * registry refuses or does not answer; absence is a value (`undefined`, an empty list), never an error.
 */
export interface Registry {
  /**
   * The digest that a reference points to now; undefined when there is none. A tag is read, and its bytes are
   * hashed. For a digest it is enough that it exists.
   */
  resolve(reference: ImageReference): Promise<Digest | undefined>;
  /**
   * The digest that the registry says a tag has now, or undefined when there is none: for comparing, at the
   * price of a HEAD. What is written somewhere is resolved.
   */
  taggedDigest(reference: ImageReference & { readonly tag: string }): Promise<Digest | undefined>;
  manifest(reference: ImageReference): Promise<FetchedManifest | undefined>;
  describe(reference: ImageReference): Promise<ImageDescription | undefined>;
  /** Puts `tag` on a manifest by writing the same bytes under that name. */
  tag(repository: ImageReference, tag: string, manifest: FetchedManifest): Promise<void>;
  /**
   * Throws `TAG_IMMUTABLE` for a tag that is there and that the registry says it holds. Nothing can come of
   * the question; where it stays without an answer, `tag` tells.
   */
  requireMovable(repository: ImageReference, tag: string): Promise<void>;
  /**
   * Attaches content to a digest as an OCI artifact with `subject`; with the fallback tag where the registry
   * has no referrers API. Attaching the same bytes again changes nothing.
   */
  attach(subject: ImageReference & { readonly digest: Digest }, attachment: Attachment): Promise<Descriptor>;
  /**
   * The artifacts of one type attached to a digest, in the registry's order; with `*` at its end, of all
   * types that begin so.
   */
  attachments(
    subject: ImageReference & { readonly digest: Digest },
    artifactType: string,
  ): Promise<readonly Descriptor[]>;
  /** The content of one attached artifact, checked against its digest. */
  attachedContent(repository: ImageReference, artifact: Descriptor): Promise<Uint8Array>;
  /**
   * An index of several images of a repository, written without a tag. Entries stay as they are, and the same
   * images make the same digest. One image alone is returned as it is.
   */
  merge(
    repository: ImageReference,
    digests: readonly Digest[],
    annotations: Readonly<Record<string, string>>,
  ): Promise<FetchedManifest>;
  /**
   * Copies a digest into another repository, of this or another registry, with all its platforms and what is
   * attached to them, and reads all of it back. What is there is not sent again. No tag is put.
   */
  copy(
    from: ImageReference & { readonly digest: Digest },
    to: Pick<ImageReference, 'registry' | 'repository'>,
  ): Promise<CopiedImage>;
}

export interface RegistryOptions {
  /** Logins, for example those that `docker login` left (credentials.ts). */
  readonly credentials: Credentials;
  /** Node's own where it is absent. */
  readonly fetch?: Fetch;
  /** The time in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Says what is waited for. */
  readonly log?: (message: string) => void;
  /** A token server under another domain than its registry, where the owner of the workflow names one. */
  readonly trustedTokenServer?: TrustedTokenServer | undefined;
  /** Hears every token before it is used, and masks it in the log. */
  readonly mask?: (secret: string) => void;
  readonly timeouts?: Partial<Timeouts>;
  /** How long one request may go on trying, in milliseconds, waits included. */
  readonly deadline?: number;
}

const DEADLINE = 5 * 60_000;
const NOTHING = (): void => undefined;

/**
 * A client for any registry with the OCI distribution API. Nothing is read or sent before a method is called.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const patience: Patience = {
    clock: { now: options.now ?? Date.now, sleep: options.sleep ?? sleep },
    deadline: options.deadline ?? DEADLINE,
    log: options.log ?? NOTHING,
  };
  const transport = createTransport(options.fetch ?? globalThis.fetch, {
    ...DEFAULT_TIMEOUTS,
    ...options.timeouts,
  });
  const { credentials, mask = NOTHING } = options;
  const session = new Session({
    transport,
    credentials,
    patience,
    mask,
    trusted: options.trustedTokenServer,
  });
  const manifests = new ManifestVerbs(session, patience);
  const blobs = new BlobVerbs(session, patience);
  const verbs: ArtifactVerbs = {
    manifests,
    blobs,
    referrers: (at, subject, artifactType) => listReferrers(at, { subject, artifactType }, session, patience),
    patience,
  };

  const manifest: Registry['manifest'] = (reference) =>
    manifests.get(reference, reference.digest ?? reference.tag ?? 'latest');
  return {
    manifest,
    resolve: async (reference) => {
      const { digest } = reference;
      if (digest === undefined) return (await manifest(reference))?.digest;
      return (await manifests.exists(reference, digest)) ? digest : undefined;
    },
    taggedDigest: (reference) => manifests.taggedDigest(reference, reference.tag),
    describe: async (reference) => {
      const served = await manifest(reference);
      return served === undefined ? undefined : describeImage(reference, served, verbs);
    },
    tag: (repository, tag, served) => putTag(repository, tag, served, verbs),
    merge: (repository, digests, annotations) => mergeIndex(repository, digests, annotations, verbs),
    requireMovable: (repository, tag) => requireMovable(repository, tag, verbs),
    attach: (subject, attachment) => attachArtifact(subject, attachment, verbs),
    attachments: (subject, artifactType) => listArtifacts(subject, artifactType, verbs),
    attachedContent: (repository, artifact) => readArtifact(repository, artifact, verbs),
    copy: ({ registry, repository, digest }, to) =>
      copyAll({ registry, repository, digest }, to, {
        ...verbs,
        blobs,
        copier: new BlobCopier(session, blobs, patience),
      }),
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
