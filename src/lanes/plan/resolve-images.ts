import { WaybillError } from '../../errors/waybill-error.ts';
import { type Digest, shortDigest } from '../../image/digest.ts';
import type { ImageRecord } from '../../image/record.ts';
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts';
import type { TrailerImage } from '../../promotion/lane/trailers.ts';
import type { AskedImage, ImageSettings, ResolvedImage } from '../../promotion/lane/images.ts';
import { type ImageSource, joinedWith } from '../../records/record-reader.ts';
import { tagOfDigest } from '../../records/tag-of-digest.ts';
import type { Log } from '../../runner/runner.ts';

/**
 * Finds the digest of an image that was asked for and makes sure that the registry has it. A digest with a
 * tag that points elsewhere is promoted as it is, with a warning, because the digest is the identity; where
 * the tag alone is written (`pin: tag`) it must point to the digest. Throws `IMAGE_NOT_FOUND`,
 * `DIGEST_MISMATCH` or `INPUT_INVALID`.
 */
export async function resolveImage(image: AskedImage, source: ImageSource): Promise<ResolvedImage> {
  const own = parseReference(image.repository, `the repository of ${image.name}`);
  const digest = image.digest ?? (await resolveTag(image, own, source));
  if (image.digest !== undefined) {
    await requirePresent(image.name, { ...own, digest }, source);
    await compareTag(image, own, digest, source);
  }
  const { name, repository, tag, pin, source: builtFrom, path } = image;
  const { gone, ...read } = await source.readRecord({ ...own, tag, digest });
  // A HEAD can say that it is there where a GET says that it is not: an agent will pull it by GET.
  if (gone === true) throw missing(name, { ...own, tag: undefined, digest });
  // A record that was given says more than the image, and no more than anybody could say: the image counts.
  const record =
    image.record === undefined
      ? read.record
      : joinedWith(read.record?.own, image.record, formatReference({ ...own, tag, digest }), source.log);
  warnOfOtherSource(image, record, source.log);
  const resolved = { name, repository, tag, digest, ...read, record, pin, source: builtFrom, path };
  return tag === undefined && pin === 'tag'
    ? { ...resolved, tag: await tagToPin(resolved, source) }
    : resolved;
}

/**
 * An image that the lane's branch proposes already and that this run was not asked about. It stays in the
 * proposal.
 */
export async function carriedImage(
  trailer: TrailerImage,
  settings: ImageSettings,
  source: ImageSource,
): Promise<ResolvedImage> {
  const { name, tag, digest } = trailer;
  const own = parseReference(settings.repository, `the repository of ${name}`);
  await requirePresent(name, { ...own, digest }, source);
  const { gone, ...read } = await source.readRecord({ ...own, tag, digest });
  if (gone === true) throw missing(name, { ...own, digest });
  return { ...settings, tag, digest, ...read };
}

async function resolveTag(image: AskedImage, own: ImageReference, source: ImageSource): Promise<Digest> {
  const reference = { ...own, tag: image.tag };
  const digest = await source.registry.resolve(reference);
  if (digest === undefined) throw missing(image.name, reference);
  source.log.info(`${image.name}: ${formatReference(reference)} is ${digest}`);
  return digest;
}

async function requirePresent(name: string, reference: ImageReference, source: ImageSource): Promise<void> {
  if ((await source.registry.resolve({ ...reference, tag: undefined })) === undefined)
    throw missing(name, reference);
}

async function compareTag(
  image: AskedImage,
  own: ImageReference,
  digest: Digest,
  source: ImageSource,
): Promise<void> {
  const { name, tag, pin, tagIsGiven } = image;
  if (tag === undefined || (!tagIsGiven && pin === 'digest')) return;
  const tagged = await source.registry.taggedDigest({ ...own, tag });
  if (tagged === digest) return;
  const found = tagged === undefined ? 'does not exist' : `is ${tagged}`;
  const message = `${formatReference({ ...own, tag, digest: undefined })} ${found} in the registry, not ${digest}`;
  if (pin === 'digest') {
    source.log.warning(`${message}. The digest counts: that is what is promoted.`);
    return;
  }
  throw new WaybillError('DIGEST_MISMATCH', message, {
    hint: `${name} is pinned by tag, so the tag must point to the digest. Promote what the tag points to, or pin by digest.`,
  });
}

/** The tag of an image that is pinned by it and came by its digest alone. */
async function tagToPin(
  { name, repository, digest, record }: ResolvedImage,
  source: ImageSource,
): Promise<string> {
  const own = parseReference(repository, `the repository of ${name}`);
  const tag = await tagOfDigest({ name, repository: own, digest }, record, source);
  if (tag !== undefined) return tag;
  throw new WaybillError(
    'INPUT_INVALID',
    `${name} is pinned by tag and came by its digest, and no tag is known that points to ${digest} now`,
    { hint: `Write ${name}=tag@${shortDigest(digest)}…, or pin it by digest.` },
  );
}

/**
 * A record can be attached by anyone who may push; what `waybill.yaml` says of the source is the owner's
 * word.
 */
function warnOfOtherSource(image: AskedImage, record: ImageRecord | undefined, log: Log): void {
  const recorded = record?.source?.repository;
  if (recorded === undefined || image.source === undefined) return;
  if (recorded.toLowerCase() === image.source.toLowerCase()) return;
  log.warning(
    `${image.name} is built from ${image.source} according to waybill.yaml, and from ${recorded} according to its record.`,
  );
}

function missing(name: string, reference: ImageReference): WaybillError {
  return new WaybillError('IMAGE_NOT_FOUND', `The registry has no ${formatReference(reference)} (${name})`, {
    hint:
      reference.digest === undefined
        ? 'Check the tag, and that it was pushed before this run.'
        : 'Check the repository and the digest, and that it was pushed before this run. A registry may also delete what no tag names.',
  });
}
