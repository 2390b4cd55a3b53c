import { type ErrorCode, errorsOf } from '../errors/waybill-error.ts';
import type { AttestationPage, GitHub } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';

/** Bundles from one place, of which not all have been read. */
export interface BundlePage {
  readonly bundles: readonly Uint8Array[];
  readonly next: (() => Promise<BundlePage>) | undefined;
}

/** How bundles are attached in a registry; the version of their format stands behind it. */
const BUNDLE_TYPES = 'application/vnd.dev.sigstore.bundle*';

/** The bundles that GitHub keeps of a digest. */
export function githubBundles(
  github: Pick<GitHub, 'attestations'>,
  repository: string,
  digest: Digest,
): () => Promise<AttestationPage> {
  return () => github.attestations(repository, digest);
}

/** The bundles that are attached to a digest in its registry, one a page: each takes requests of its own. */
export function attachedBundles(
  registry: Pick<Registry, 'attachments' | 'attachedContent'>,
  subject: ImageReference & { readonly digest: Digest },
): () => Promise<BundlePage> {
  return async () => {
    const artifacts = await registry.attachments(subject, BUNDLE_TYPES);
    const from = (index: number): BundlePage['next'] => {
      const artifact = artifacts[index];
      if (artifact === undefined) return undefined;
      return async () => ({
        // What is no artifact with one layer is no attestation either, and must not hide those behind it.
        bundles: [await registry.attachedContent(subject, artifact).catch(emptyWhereRefused)],
        next: from(index + 1),
      });
    };
    return { bundles: [], next: from(0) };
  };
}

/** Anybody who may push can list what is not there, or is something else. What does not answer is no junk. */
function emptyWhereRefused(thrown: unknown): Uint8Array {
  const [error] = errorsOf(thrown);
  if (error === undefined || !JUNK.has(error.code)) throw thrown;
  return new Uint8Array();
}

const JUNK: ReadonlySet<ErrorCode> = new Set(['REGISTRY_REFUSED', 'IMAGE_NOT_FOUND', 'DIGEST_MISMATCH']);
