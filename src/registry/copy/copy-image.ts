import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import type { BlobVerbs } from '../content/blob-verbs.ts';
import { type ImageManifest, readDocument } from '../content/documents.ts';
import type { FetchedManifest } from '../content/manifest.ts';
import { nameOf, type RepositoryName } from '../transport/endpoint.ts';
import { refusedError } from '../transport/registry-error.ts';
import { spaced } from '../transport/retry.ts';
import type { ArtifactVerbs } from '../attach/attach.ts';
import type { BlobCopier, BlobCopy } from './blob-copier.ts';
import { inParallel } from './in-parallel.ts';

/** What copying needs of registries. */
export interface CopyVerbs extends Pick<ArtifactVerbs, 'manifests' | 'referrers' | 'patience'> {
  readonly blobs: BlobVerbs;
  readonly copier: BlobCopier;
}

/** From where to where, with what, and what came of it so far. */
export interface CopyRoad {
  readonly from: RepositoryName;
  readonly to: RepositoryName;
  readonly verbs: CopyVerbs;
  readonly tally: CopyTally;
}

/** What was found and written on the way; a copy of many manifests fills one of these. */
export class CopyTally {
  /** Every manifest and index that the other repository has now, by digest. */
  readonly manifests = new Map<Digest, FetchedManifest>();
  readonly blobs = new Map<Digest, { readonly size: number; readonly how: BlobCopy }>();
  /** Manifests that were not there before. */
  written = 0;
}

/** An index of indexes is rare, and one without end is an attack. */
const DEEPEST = 4;
const MOST_MANIFESTS = 1_000;
const MOST_WRITES = 4;
const AT_ONCE = 4;

/**
 * Copies a manifest or index with everything that it names: blobs first, then the manifests of an index, then
 * itself. So what the other repository has at any moment is whole, and a copy that ends halfway goes on where
 * it was. Returns whether the registry said that it keeps the `subject` of the manifest.
 */
export async function copyManifest(digest: Digest, road: CopyRoad, depth = 0): Promise<boolean> {
  const { from, to, verbs, tally } = road;
  if (tally.manifests.has(digest)) return false;
  const served = await verbs.manifests.get(from, digest);
  if (served === undefined) throw missing(from, digest);
  if (depth > DEEPEST || tally.manifests.size >= MOST_MANIFESTS) throw tooDeep(from, digest);
  const document = readDocument(from, served);
  if (document.kind === 'index')
    for (const child of document.index.manifests) await copyManifest(child.digest, road, depth + 1);
  else await copyBlobs(document.manifest, road);
  const { isNew, subjectKept } = await putManifest(to, served, verbs);
  tally.manifests.set(digest, served);
  if (isNew) tally.written += 1;
  return subjectKept;
}

/**
 * Layers that may not be redistributed stand in no registry: they have an address elsewhere (image-spec,
 * "Non-Distributable Layers").
 */
const NOT_DISTRIBUTED = /nondistributable|\.foreign\./;

async function copyBlobs(
  { config, layers }: ImageManifest,
  { from, to, verbs: { copier }, tally }: CopyRoad,
): Promise<void> {
  const named = [config, ...layers].filter(({ mediaType }) => !NOT_DISTRIBUTED.test(mediaType));
  const distinct = [...new Map(named.map((blob) => [blob.digest, blob])).values()];
  await inParallel(AT_ONCE, distinct, async (blob) => {
    if (tally.blobs.has(blob.digest)) return;
    tally.blobs.set(blob.digest, { size: blob.size, how: await copier.copy(blob, from, to) });
  });
}

/** Writes a manifest under its digest unless it is there. A lost answer is read back. */
async function putManifest(
  to: RepositoryName,
  served: FetchedManifest,
  { manifests, patience }: CopyVerbs,
): Promise<{ readonly isNew: boolean; readonly subjectKept: boolean }> {
  if (await manifests.exists(to, served.digest)) return { isNew: false, subjectKept: false };
  const written = await keepTrying<boolean, WaybillError>(spaced(patience, MOST_WRITES), async () => {
    const put = await manifests.put(to, served.digest, served);
    if (put.kind === 'written') return ok(put.subjectKept);
    return (await manifests.exists(to, served.digest)) ? ok(false) : no(put.error);
  });
  if (!written.ok) throw written.problem;
  return { isNew: true, subjectKept: written.value };
}

/**
 * Reads back what was copied: every manifest byte for byte under its digest and with its media type, every
 * blob by digest and size. Throws `DIGEST_MISMATCH` for what is not as it was.
 */
export async function verifyCopy(
  to: RepositoryName,
  tally: CopyTally,
  { manifests, blobs }: CopyVerbs,
): Promise<void> {
  await inParallel(AT_ONCE, [...tally.blobs], async ([digest, { size }]) => {
    if (!(await blobs.has(to, { digest, size }))) throw notCopied(to, `the blob ${digest} is not there`);
  });
  await inParallel(AT_ONCE, [...tally.manifests.values()], async (source) => {
    const copy = await manifests.get(to, source.digest);
    if (copy === undefined) throw notCopied(to, `the manifest ${source.digest} is not there`);
    if (copy.mediaType !== source.mediaType)
      throw notCopied(to, `${source.digest} is served as ${copy.mediaType}, and was ${source.mediaType}`);
    if (!Buffer.from(copy.body).equals(source.body))
      throw notCopied(to, `the bytes of ${source.digest} are others`);
  });
}

function notCopied(to: RepositoryName, what: string): WaybillError {
  return new WaybillError('DIGEST_MISMATCH', `${nameOf(to)}: after the copy ${what}`, {
    hint: `Do not deploy from it. Look whether a rule of ${to.registry} deletes or rewrites what is pushed, and run the job again.`,
  });
}

function missing(from: RepositoryName, digest: Digest): WaybillError {
  return new WaybillError(
    'IMAGE_NOT_FOUND',
    `${nameOf(from)}: ${digest} is not there, so it cannot be copied`,
    {
      hint: 'Check the digest, and whether a clean-up rule of the registry deleted it. An index is copied whole, with the manifests of all its platforms.',
    },
  );
}

function tooDeep(from: RepositoryName, digest: Digest): WaybillError {
  return refusedError(
    from,
    `${digest} is in an index of more than ${DEEPEST} levels or ${MOST_MANIFESTS} manifests`,
    'Push an index that lists image manifests only, as Docker buildx does.',
  );
}
