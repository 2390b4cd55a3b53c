import semver from 'semver';
import type { Digest } from '../../image/digest.ts';
import { shortDigest } from '../../image/digest.ts';
import { leftSection, type LeftPlace } from '../../report/left-places.ts';
import { code, cut, fold, link, plainLine, table } from '../../report/markdown.ts';
import { banner } from './banner.ts';
import { changeList, type ImageChanges } from './change-list.ts';
import { subject } from '../lane/commit-message.ts';
import type { Proposal } from '../lane/decide.ts';
import { endedHoldsSection } from './ended-holds.ts';
import { gateSection } from './gate-table.ts';
import type { LaneNames } from '../lane/lane.ts';
import { formatMarker } from './marker.ts';
import { ORDINARY, type Purpose } from '../lane/purpose.ts';
import { onMerge, historyList } from './promotion-history.ts';
import type { PullRequestFacts } from './facts.ts';
import type { ReplacedVersions, PlacedImage, RecordedImage } from '../lane/images.ts';

/** GitHub refuses a longer body. */
export const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 250;
/** So many commits are written for each image. When the body would be too long, the next number is tried. */
const COMMIT_LIMITS = [250, 100, 40, 15, 5, 0];

/** Everything a lane's pull request speaks of. */
export interface PullRequestText {
  readonly lane: LaneNames;
  readonly key: string;
  /** All that the pull request proposes, also what the base branch declares by now. */
  readonly proposal: Proposal;
  readonly placed: readonly PlacedImage[];
  readonly changes: readonly ImageChanges[];
  /** Earlier proposals of this pull request, newest first. */
  readonly superseded: readonly Proposal[];
  readonly files: readonly string[];
  /** What names the images and stays as it is. */
  readonly left: readonly LeftPlace[];
  /** Where the environment is to be seen. */
  readonly environmentUrl: string | undefined;
  /** `https://github.com`, for links. */
  readonly server: string;
  /** What it is moved for. */
  readonly purpose: Purpose;
  readonly facts: PullRequestFacts;
}

/** The title: what is promoted where, after the owner's prefix. */
export function pullRequestTitle(
  lane: LaneNames,
  images: readonly RecordedImage[],
  prefix: string,
  purpose: Purpose = ORDINARY,
): string {
  return cut(plainLine(`${prefix}${subject(lane, images, purpose)}`), LONGEST_TITLE);
}

/**
 * The body, in this order: who asked for something out of the ordinary, a sentence, the table, the gates,
 * what changed, the promotion history, and what happens on merge. Behind folds come what was left alone,
 * provenance and how to roll back. The marker is last. The body has at most 65,536 characters. The list of
 * changes is shortened first, and the marker is always whole.
 */
export function pullRequestBody(text: PullRequestText): string {
  const marker = formatMarker({
    v: 1,
    key: text.key,
    environment: text.lane.environment,
    unit: text.lane.unit,
    images: { ...text.proposal },
    superseded: [...text.superseded],
    ...(text.placed.some(({ image, from }) => image.unanswered === true || from.unanswered === true)
      ? { unanswered: true }
      : {}),
  });
  const room = LONGEST_BODY - marker.length - 2;
  for (const limit of COMMIT_LIMITS) {
    const body = sections(text, limit).join('\n\n');
    if (body.length <= room) return `${body}\n\n${marker}`;
  }
  return `${cutBetween(sections(text, 0), room)}\n\n${marker}`;
}

function sections(text: PullRequestText, limit: number): readonly string[] {
  const { lane, placed, purpose, facts } = text;
  return [
    ...banner(purpose, lane),
    summary(text),
    imageTable(placed),
    ...downgradeSection(placed),
    ...endedHoldsSection(facts.endedHolds ?? [], lane.environment),
    gateSection(facts),
    ...supersededSection(text.superseded),
    `### What changed\n\n${changeList(text.changes, text.server, limit)}`,
    ...(facts.history.length === 0 ? [] : [`### Promotion history\n\n${historyList(facts.history, lane)}`]),
    `### On merge\n\n${onMerge(lane, facts)}`,
    ...leftSection(text.left),
    fold(
      'Provenance',
      `${placed.map((image) => provenance(image, text.server)).join('\n')}\n\nThis is what the images and the records in the registry say; it is not verified here.`,
    ),
    fold('Roll back', rollBack(lane, placed)),
  ];
}

function summary({ lane, placed, files, environmentUrl, purpose }: PullRequestText): string {
  const what =
    placed.length === 1 ? `the image ${code(placed[0]?.image.name ?? '')}` : `${placed.length} images`;
  const where =
    environmentUrl === undefined ? code(lane.environment) : link(code(lane.environment), environmentUrl);
  const together =
    placed.length > 1 && lane.images.length > 1 ? ` of the group ${code(lane.unit)}, together,` : '';
  const count = `in ${placesOf(files)}`;
  if (purpose.kind === 'roll-back')
    return `Takes ${what}${together} back to what ${where} declared before, by digest, ${count}.`;
  const wave = purpose.kind === 'promotion' ? purpose.wave : undefined;
  const targets = wave?.targets.map((target) => code(target)).join(', ');
  const turn = wave === undefined ? '' : ` Wave ${wave.number} of ${wave.of}: ${targets}.`;
  return `Moves ${what}${together} into ${where} by digest, ${count}.${turn}`;
}

/** More files than these are counted, and fewer are named. */
const NAMED_FILES = 5;

function placesOf(files: readonly string[]): string {
  if (files.length > NAMED_FILES) return `${files.length} files`;
  const names = files.map((file) => code(file));
  const last = names.pop() ?? 'no file';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function imageTable(placed: readonly PlacedImage[]): string {
  const rows = placed.map(({ image, from }) => [
    code(image.name),
    beforeCell(from),
    code(reference(image.tag, image.digest)),
    versionOf(image),
    builtOf(image),
  ]);
  return table(['image', 'from', 'to', 'version', 'built'], rows);
}

function reference(tag: string | undefined, digest: Digest): string {
  return tag === undefined ? shortDigest(digest) : `${tag}@${shortDigest(digest)}`;
}

function beforeCell(from: ReplacedVersions): string {
  const digests = from.digests.map((digest) => digest.slice(0, 'sha256:'.length + 12));
  if (from.tags.length === 1 && digests.length === 1)
    return code(`${from.tags[0] ?? ''}@${digests[0] ?? ''}`);
  const parts = [...from.tags, ...digests];
  return parts.length === 0 ? 'nothing' : parts.map((part) => code(part)).join(', ');
}

const SAYS = 'says its record';
const NOT_KNOWN = 'not known: the registry did not answer';

function versionOf({ record, unanswered }: RecordedImage): string {
  if (record?.version === undefined) return unanswered === true ? NOT_KNOWN : '–';
  return `${code(record.version)}${record.own?.version === record.version ? '' : ` (${SAYS})`}`;
}

function builtOf({ record, unanswered }: RecordedImage): string {
  const day = record?.created
    ?.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*?(Z|[+-]\d\d:\d\d)$/, '$1 $2 $3')
    .replace(/ Z$/, ' UTC');
  const commit = record?.source === undefined ? undefined : `from ${code(record.source.commit.slice(0, 7))}`;
  const parts = [day, commit].filter((part) => part !== undefined);
  if (parts.length === 0) return unanswered === true ? NOT_KNOWN : '–';
  const isOwn =
    (day === undefined || record?.own?.created !== undefined) &&
    (commit === undefined || record?.own?.source !== undefined);
  return `${parts.join(' ')}${isOwn ? '' : ` (${SAYS})`}`;
}

/**
 * Said where both versions are known. Somebody may want a lower version, and nobody should be surprised by
 * it.
 */
function downgradeSection(placed: readonly PlacedImage[]): readonly string[] {
  const down = placed.flatMap(({ image, from }) => {
    const [before, after] = [versionNumber(from.record?.version), versionNumber(image.record?.version)];
    if (before === null || after === null || semver.gte(after, before)) return [];
    return [`${code(image.name)} from ${code(before.version)} to ${code(after.version)}`];
  });
  return down.length === 0 ? [] : [`**Downgrade**: ${down.join(', ')}.`];
}

function versionNumber(version: string | undefined): semver.SemVer | null {
  return semver.parse(version ?? null);
}

function supersededSection(superseded: readonly Proposal[]): readonly string[] {
  if (superseded.length === 0) return [];
  const lines = superseded.map((proposal) => {
    const images = Object.entries(proposal).map(
      ([name, digest]) => `${code(name)} ${code(shortDigest(digest))}`,
    );
    return `- ${images.join(', ')}`;
  });
  const title =
    superseded.length === 1
      ? 'Superseded: this pull request proposed before'
      : 'Superseded: this pull request proposed before, newest first';
  return [superseded.length <= 3 ? `${title}\n\n${lines.join('\n')}` : fold(title, lines.join('\n'))];
}

/** What a record alone says is no link: whoever may push can attach one. */
function provenance({ image }: PlacedImage, server: string): string {
  const { record } = image;
  const name = `- ${code(image.name)}: ${code(`${image.repository}@${image.digest}`, 400)}`;
  if (record?.source === undefined) {
    return image.unanswered === true
      ? `${name}, of which it is ${NOT_KNOWN}`
      : `${name}, which does not say what it was built from`;
  }
  const { repository, commit, ref } = record.source;
  const isOwn = record.own?.source !== undefined;
  const isHere = record.source.server?.toLowerCase() === server.toLowerCase();
  const at = isOwn && isHere ? `${server}/${repository}/commit/${commit}` : undefined;
  const on = ref === undefined ? '' : ` (${code(ref)})`;
  const says = ` (${SAYS})`;
  const run = record.run === undefined ? '' : `, by run ${code(record.run.id)}${isOwn ? says : ''}`;
  return `${name} built from ${link(code(`${repository}@${commit.slice(0, 7)}`), at)}${on}${isOwn ? '' : says}${run}${record.reused === true ? '; the build reused it, and it is not verified' : ''}`;
}

function rollBack(lane: LaneNames, placed: readonly PlacedImage[]): string {
  const known = placed.every(({ from }) => from.digests.length > 0);
  const back = placed.map(
    ({ image, from }) =>
      `${code(image.name)} to ${[...from.digests, ...(from.digests.length === 0 ? from.tags : [])].map((part) => code(part)).join(', ') || 'what was there'}`,
  );
  const caution = known ? '' : ' A tag alone was declared before, and a tag can have moved since.';
  const inputs = `environment: ${lane.environment}, images: ${placed.map(({ image }) => image.name).join(', ')}`;
  return (
    `After the merge, run the action ${code('rollback')} with ${code(inputs, 400)} and a reason: it proposes what was ` +
    `declared before, ${back.join(', ')}, and holds what it leaves, so that it is not promoted again.${caution} ` +
    'Reverting this pull request does the first without the second.'
  );
}

/** Whole sections as long as they fit. A sentence says when some are missing. */
function cutBetween(parts: readonly string[], room: number): string {
  const note = 'The rest of this description is longer than GitHub allows and is left out.';
  const kept: string[] = [];
  for (const part of parts) {
    if ([...kept, part, note].join('\n\n').length > room) return [...kept, note].join('\n\n');
    kept.push(part);
  }
  return kept.join('\n\n');
}
