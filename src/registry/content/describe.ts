import { type Digest } from '../../image/digest.ts';
import { type Platform, formatPlatform } from '../../image/platform.ts';
import type { BlobVerbs } from './blob-verbs.ts';
import {
  type ConfigBlob,
  type ImageIndex,
  type ImageManifest,
  readConfig,
  readDocument,
} from './documents.ts';
import type { RepositoryName } from '../transport/endpoint.ts';
import type { ManifestVerbs } from './manifest-verbs.ts';
import { isImageConfigType, isManifestType } from './media-types.ts';
import { refusedError } from '../transport/registry-error.ts';
import type { FetchedManifest, ImageDescription } from './manifest.ts';

const LARGEST_CONFIG = 4 * 1024 * 1024;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

interface ImageVerbs {
  readonly manifests: ManifestVerbs;
  readonly blobs: BlobVerbs;
}

/**
 * What an image says of itself. Of an index: its platforms in order without attestation manifests, and the
 * labels and annotations of the first platform. An index inside an index is refused: builders do not write
 * it, and clients disagree on what it means.
 */
export async function describeImage(
  at: RepositoryName,
  served: FetchedManifest,
  verbs: ImageVerbs,
): Promise<ImageDescription> {
  const document = readDocument(at, served);
  const { digest, mediaType } = served;
  const common = { digest, mediaType, size: served.body.byteLength };
  if (document.kind === 'manifest') {
    const config = await configOf(at, document.manifest, verbs);
    return { ...common, ...saidByConfig(config), annotations: document.manifest.annotations };
  }
  const images = imagesOf(at, digest, document.index);
  const { config, annotations } = await saidByFirst(at, digest, images, verbs);
  const named = images.flatMap((entry) =>
    entry.platform === undefined ? [] : (formatPlatform(entry.platform) ?? []),
  );
  const fromConfig = saidByConfig(config);
  return {
    ...common,
    ...fromConfig,
    platforms: named.length > 0 ? named : fromConfig.platforms,
    // All of it is part of the digest. The index speaks of the image as a whole.
    annotations: { ...annotations, ...document.index.annotations },
  };
}

type IndexEntry = ImageIndex['manifests'][number];

function imagesOf(at: RepositoryName, digest: Digest, index: ImageIndex): readonly IndexEntry[] {
  const nested = index.manifests.find((entry) => !isManifestType(entry.mediaType));
  if (nested !== undefined) {
    throw refusedError(
      at,
      `the index ${digest} holds ${nested.digest} of the type ${nested.mediaType}, which is not an image manifest`,
      'Push an index that lists image manifests only, as Docker buildx does.',
    );
  }
  return index.manifests.filter((entry) => !isAttestation(entry));
}

/**
 * BuildKit's attestation manifests describe an image; they are none themselves (moby/buildkit,
 * docs/attestations/attestation-storage.md).
 */
function isAttestation(entry: IndexEntry): boolean {
  return entry.annotations?.['vnd.docker.reference.type'] !== undefined || entry.platform?.os === 'unknown';
}

/** What the first platform of an index says: its configuration, and the annotations of its manifest. */
async function saidByFirst(
  at: RepositoryName,
  index: Digest,
  images: readonly IndexEntry[],
  verbs: ImageVerbs,
): Promise<{ config: ConfigBlob | undefined; annotations: ImageManifest['annotations'] }> {
  const [first] = images;
  if (first === undefined) return { config: undefined, annotations: {} };
  const served = await verbs.manifests.get(at, first.digest);
  const document = served === undefined ? undefined : readDocument(at, served);
  if (document?.kind === 'manifest') {
    const { manifest } = document;
    return { config: await configOf(at, manifest, verbs), annotations: manifest.annotations };
  }
  throw refusedError(
    at,
    `the index ${index} lists ${first.digest}, which is not there`,
    'Push the image again; part of it is missing in the registry.',
  );
}

async function configOf(
  at: RepositoryName,
  manifest: ImageManifest,
  verbs: ImageVerbs,
): Promise<ConfigBlob | undefined> {
  const { config } = manifest;
  if (!isImageConfigType(config.mediaType)) return undefined;
  const body = await verbs.blobs.get(at, config.digest, LARGEST_CONFIG);
  if (body !== undefined) return readConfig(at, config.digest, body);
  throw refusedError(
    at,
    `the configuration ${config.digest} is not there`,
    'Push the image again; part of it is missing in the registry.',
  );
}

function saidByConfig(config: ConfigBlob | undefined): {
  readonly platforms: readonly Platform[];
  readonly labels: Readonly<Record<string, string>>;
  readonly created: string | undefined;
} {
  const { os, architecture, variant, created } = config ?? {};
  const platform =
    os === undefined || architecture === undefined
      ? undefined
      : formatPlatform({ os, architecture, variant });
  return {
    platforms: platform === undefined ? [] : [platform],
    labels: config?.config?.Labels ?? {},
    created: typeof created === 'string' && RFC_3339.test(created) ? created : undefined,
  };
}
