import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { formatPlatform } from '../../image/platform.ts';
import { parseJson } from '../transport/json.ts';
import { nameOf, type RepositoryName } from '../transport/endpoint.ts';
import { type Patience, spaced } from '../transport/retry.ts';
import type { BlobVerbs } from './blob-verbs.ts';
import { readConfig, readDocument } from './documents.ts';
import { sha256 } from './hash.ts';
import type { FetchedManifest } from './manifest.ts';
import type { ManifestVerbs } from './manifest-verbs.ts';
import { OCI_INDEX } from './media-types.ts';

interface MergeVerbs {
  readonly manifests: ManifestVerbs;
  readonly blobs: BlobVerbs;
  readonly patience: Patience;
}

/** An entry of an index, with all of its fields as they were read. */
type Entry = Readonly<Record<string, unknown>>;

const MOST_WRITES = 4;
const LARGEST_CONFIG = 4 * 1024 * 1024;

/**
 * An index of several images of a repository, written without a tag. What is an index already gives its
 * entries, byte for byte as they stand there, attestations of BuildKit too. The same images in the same order
 * give the same bytes. One image alone is returned as it is.
 */
export async function mergeIndex(
  at: RepositoryName,
  digests: readonly Digest[],
  annotations: Readonly<Record<string, string>>,
  verbs: MergeVerbs,
): Promise<FetchedManifest> {
  const parts: FetchedManifest[] = [];
  for (const digest of new Set(digests)) {
    const served = await verbs.manifests.get(at, digest);
    if (served === undefined)
      throw new WaybillError('IMAGE_NOT_FOUND', `${nameOf(at)}: ${digest} is not there`, {
        hint: 'Check that the jobs which built it pushed to this repository.',
      });
    parts.push(served);
  }
  const [first, ...more] = parts;
  if (first !== undefined && more.length === 0) return first;
  const entries: Entry[] = [];
  for (const part of parts) entries.push(...(await entriesOf(at, part, verbs)));
  requireDistinct(at, entries);
  const index = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: entries,
    annotations: Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  const body = Buffer.from(JSON.stringify(index));
  const merged = { digest: sha256(body), mediaType: OCI_INDEX, body };
  await write(at, merged, verbs);
  return merged;
}

async function entriesOf(
  at: RepositoryName,
  part: FetchedManifest,
  { blobs }: MergeVerbs,
): Promise<readonly Entry[]> {
  const document = readDocument(at, part);
  if (document.kind === 'index') {
    const raw = parseJson(part.body);
    const isObject = typeof raw === 'object' && raw !== null;
    return isObject && 'manifests' in raw && Array.isArray(raw.manifests) ? raw.manifests : [];
  }
  const { digest, size } = document.manifest.config;
  const bytes = size > LARGEST_CONFIG ? undefined : await blobs.get(at, digest, size);
  if (bytes === undefined)
    throw new WaybillError('IMAGE_NOT_FOUND', `${nameOf(at)}: the configuration ${digest} is not there`, {
      hint: 'Build the image again.',
    });
  const { os, architecture, variant } = readConfig(at, digest, bytes);
  const platform = { architecture, os, ...(variant === undefined ? {} : { variant }) };
  return [{ mediaType: part.mediaType, digest: part.digest, size: part.body.byteLength, platform }];
}

/** A machine takes the first entry that fits it, so two of one platform would hide one of them. */
function requireDistinct(at: RepositoryName, entries: readonly Entry[]): void {
  const seen = new Set<string>();
  for (const { platform } of entries) {
    const name = platformName(platform);
    if (name === undefined) continue;
    if (seen.has(name))
      throw new WaybillError('PLATFORM_UNSUPPORTED', `${nameOf(at)}: two of the images are for ${name}`, {
        hint: 'Build each platform once.',
      });
    seen.add(name);
  }
}

/** Undefined for what describes an image and is none. */
function platformName(platform: unknown): string | undefined {
  if (typeof platform !== 'object' || platform === null) return undefined;
  if (!('os' in platform) || !('architecture' in platform)) return undefined;
  const { os, architecture } = platform;
  const variant = 'variant' in platform ? platform.variant : undefined;
  return formatPlatform({
    os: String(os),
    architecture: String(architecture),
    variant: variant === undefined ? undefined : String(variant),
  });
}

async function write(
  at: RepositoryName,
  merged: FetchedManifest,
  { manifests, patience }: MergeVerbs,
): Promise<void> {
  if (await manifests.exists(at, merged.digest)) return;
  const written = await keepTrying<true, WaybillError>(spaced(patience, MOST_WRITES), async () => {
    const put = await manifests.put(at, merged.digest, merged);
    if (put.kind === 'written' || (await manifests.exists(at, merged.digest))) return ok(true);
    return no(put.error);
  });
  if (!written.ok) throw written.problem;
}
