import { shortDigest } from '../../image/digest.ts';
import { isTag } from '../../image/reference.ts';
import { isCommitTag, shortTag } from '../../image/short-tag.ts';
import { isVersionTag } from '../../image/version-tags.ts';
import { harmlessLine } from '../../report/markdown.ts';
import { type Lane, type LaneNames, laneText } from './lane.ts';
import { ORDINARY, type Purpose } from './purpose.ts';
import { formatTrailers, type Trailers } from './trailers.ts';
import type { ReplacedVersions, PlacedImage, RecordedImage } from './images.ts';

/** GitHub's own pages cut a longer title. */
const LONGEST_SUBJECT = 72;

/**
 * `api v1.4.0`; `api 1a2b3c4` where the tag is a commit and the image says no version; the short digest where
 * there is no tag. Names and tags are ASCII by their grammars.
 */
function label(image: RecordedImage): string {
  const { name, tag, digest } = image;
  return `${name} ${versionOf(image) ?? (tag === undefined ? shortDigest(digest) : shortTag(tag))}`;
}

/**
 * What a person calls these bytes: the tag, or the version that the image itself says. Undefined where there
 * is a commit or a digest alone.
 */
export function versionOf({ tag, record }: Pick<RecordedImage, 'tag' | 'record'>): string | undefined {
  if (tag !== undefined && !isCommitTag(tag)) return shortTag(tag);
  const own = record?.own?.version;
  return own !== undefined && isTag(own) && isVersionTag(own) ? shortTag(own) : undefined;
}

/**
 * `Promote api v1.4.0 to staging`: what moves where, on one line. It is the pull request's title too, and
 * holds no foreign text.
 */
export function subject(
  lane: LaneNames,
  images: readonly RecordedImage[],
  purpose: Purpose = ORDINARY,
): string {
  const [first] = images;
  const where = `${lane.environment}${waveText(purpose)}`;
  const phrase = (what: string): string => phraseOf(purpose, what, where);
  const all = phrase(images.map(label).join(', '));
  if (first === undefined || images.length === 1 || all.length <= LONGEST_SUBJECT) return all;
  return phrase(
    lane.images.length > 1 ? `${lane.unit} (${images.length} images)` : `${images.length} images`,
  );
}

function phraseOf(purpose: Purpose, what: string, where: string): string {
  switch (purpose.kind) {
    case 'promotion':
      return `Promote ${what} to ${where}`;
    case 'hotfix':
      return `Hotfix: promote ${what} to ${where}`;
    case 'roll-back':
      return `Roll ${where} back to ${what}`;
  }
}

/** ` (wave 1 of 2: eu-1)`; nothing where there are no waves. */
function waveText(purpose: Purpose): string {
  if (purpose.kind !== 'promotion' || purpose.wave === undefined) return '';
  const { wave } = purpose;
  return ` (wave ${wave.number} of ${wave.of}: ${wave.targets.join(', ')})`;
}

/** The name of the replaced reference in a trailer and in a table: its digests, or else its tags. */
function replacedText(from: ReplacedVersions): readonly string[] {
  return from.digests.length > 0 ? from.digests : tagsOf(from);
}

/** What a promotion commit does. */
export interface PromotionCommit {
  readonly lane: Lane;
  readonly placed: readonly PlacedImage[];
  /** The plan's key. */
  readonly key: string;
  /** The tree of the commit. */
  readonly tree: string;
  readonly purpose: Purpose;
}

/**
 * The message of a promotion commit: the subject, one line for each image, the trailers. `tree` is the tree
 * of the commit itself. A later run knows the commit again by it.
 */
export function commitMessage({ lane, placed, key, tree, purpose }: PromotionCommit): string {
  const images = placed.map(({ image }) => image);
  const lines = placed.map(({ image, from }) => `${image.name}: ${beforeOf(from)} -> ${afterOf(image)}`);
  const trailers = formatTrailers({
    environment: lane.environment,
    lane: { text: laneText(lane), home: lane.site.home?.id },
    images: placed.map(({ image, from }) => ({ ...image, from: replacedText(from) })),
    sources: [...new Set(images.flatMap(sourceOf))],
    plan: { key, tree },
    ...askedFor(purpose),
  });
  return `${subject(lane, images, purpose)}\n\n${lines.join('\n')}\n\n${trailers}\n`;
}

function askedFor(purpose: Purpose): Pick<Trailers, 'hotfix' | 'rollBack'> {
  switch (purpose.kind) {
    case 'promotion':
      return {};
    case 'hotfix':
      return { hotfix: purpose.asked };
    case 'roll-back':
      return { rollBack: { ...purpose.asked, from: purpose.from } };
  }
}

function afterOf(image: RecordedImage): string {
  return image.tag === undefined ? shortDigest(image.digest) : `${image.tag} (${shortDigest(image.digest)})`;
}

function beforeOf(from: ReplacedVersions): string {
  const digests = from.digests.map((digest) => digest.slice(0, 'sha256:'.length + 12)).join(', ');
  const tags = tagsOf(from).join(', ');
  if (tags === '') return digests === '' ? 'nothing' : digests;
  return digests === '' ? tags : `${tags} (${digests})`;
}

/** Files declare anything where a tag stands. A list in a trailer is cut at commas and brackets. */
function tagsOf({ tags }: ReplacedVersions): readonly string[] {
  return tags.map((tag) => (isTag(tag) ? tag : harmlessLine(tag, 128).replace(/[(),]/g, '_')));
}

function sourceOf({ record }: RecordedImage): readonly string[] {
  const own = record?.own?.source;
  return own === undefined ? [] : [`${own.repository}@${own.commit}`];
}
