import { shortDigest } from '../../image/digest.ts';
import { leftSection, type LeftPlace } from '../../report/left-places.ts';
import { code, fold, link } from '../../report/markdown.ts';
import { banner } from './banner.ts';
import { changeList, type ImageChanges } from './change-list.ts';
import type { Proposal } from '../lane/decide.ts';
import { endedHoldsSection } from './ended-holds.ts';
import { gateSection } from './gate-table.ts';
import { downgradeSection, imageTable } from './images/image-table.ts';
import { provenanceSection } from './images/provenance.ts';
import type { LaneNames } from '../lane/lane.ts';
import { formatMarker } from './marker.ts';
import type { Purpose } from '../lane/purpose.ts';
import { historyList } from './promotion-history.ts';
import { releaseNotes } from './release-notes.ts';
import { whatComesNext } from './what-comes-next.ts';
import type { PullRequestFacts } from './facts.ts';
import type { PlacedImage } from '../lane/images.ts';

/** GitHub refuses a longer body. */
export const LONGEST_BODY = 65_536;
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

/**
 * The body, in this order: who asked for something out of the ordinary, a sentence, the table, the gates,
 * what changed, the promotion history, and what comes next. Behind folds come what was left alone,
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
    imageTable(placed, text),
    ...downgradeSection(placed),
    ...endedHoldsSection(facts.endedHolds ?? [], lane.environment),
    gateSection(facts),
    ...supersededSection(text.superseded),
    `### What changed\n\n${changeList(text.changes, text.server, limit)}`,
    ...releaseNotes(text.changes, limit),
    ...(facts.history.length === 0 ? [] : [`### Promotion history\n\n${historyList(facts.history, lane)}`]),
    `### What comes next\n\n${whatComesNext(lane, facts)}`,
    ...leftSection(text.left),
    provenanceSection(placed, text.server),
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
