import { shortDigest } from '../../image/digest.ts';
import { code, isPlainAddress, link } from '../../report/markdown.ts';
import type { LaneNames } from '../lane/lane.ts';
import type { EarlierDeclaration, PullRequestFacts } from './facts.ts';

/**
 * Where the proposed digests have been so far: one line for each environment that declares them, with the
 * pull request or commit that brought them.
 */
export function historyList(history: readonly EarlierDeclaration[], lane: LaneNames): string {
  const lines = history.map((mark) => {
    const image = lane.images.length > 1 ? ` ${code(mark.image)}` : '';
    const since = mark.since === undefined ? '' : ` since ${utc(mark.since)}`;
    return `- ${code(mark.environment)}${image}: ${code(shortDigest(mark.digest))}${since}${broughtBy(mark)}`;
  });
  return [...lines, `- ${code(lane.environment)}: this pull request`].join('\n');
}

function broughtBy({ pull, commit }: EarlierDeclaration): string {
  if (pull !== undefined && isPlainAddress(pull.url)) return `, by ${link(`#${pull.number}`, pull.url)}`;
  return commit === undefined ? '' : `, by ${link(code(commit.oid.slice(0, 7)), commit.url)}`;
}

/** `2026-01-05 09:00 UTC`. */
function utc(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const OPENING = '<!-- waybill-merge -->';
const CLOSING = '<!-- /waybill-merge -->';

/** What happens when the pull request is merged, and who merges it. */
export function onMerge(lane: LaneNames, facts: PullRequestFacts): string {
  const { next } = facts;
  const names = next.map((name) => code(name)).join(', ');
  const onward =
    next.length === 0
      ? 'No environment comes after it.'
      : `Then the way is open to ${names}, which ${next.length === 1 ? 'comes' : 'come'} after it, through ${next.length === 1 ? 'its' : 'their'} own pull request and gates.`;
  return `The agent of ${code(lane.environment)} deploys the new digest; Waybill pushes nothing to a cluster. ${onward}${OPENING}${whoMerges(facts)}${CLOSING}`;
}

/**
 * The description with who merges it now: one run can leave it to GitHub, and the next to a person. The words
 * stand between two marks; a description without them stays as it is.
 */
export function withWhoMerges(body: string, facts: Pick<PullRequestFacts, 'merge' | 'gates'>): string {
  const start = body.indexOf(OPENING);
  const end = body.indexOf(CLOSING, start);
  if (start === -1 || end === -1) return body;
  return `${body.slice(0, start)}${OPENING}${whoMerges(facts)}${body.slice(end)}`;
}

function whoMerges({ merge, gates }: Pick<PullRequestFacts, 'merge' | 'gates'>): string {
  if (merge === undefined) return '';
  if (merge === 'manual') return ' A person merges it.';
  return gates.length > 0
    ? ' It is merged by itself as soon as the gates pass and the rules of the repository are met.'
    : ' It is merged by itself as soon as the rules of the repository are met.';
}
