import { shortDigest } from '../../image/digest.ts';
import { code, isPlainAddress, link } from '../../report/markdown.ts';
import type { LaneNames } from '../lane/lane.ts';
import type { EarlierDeclaration } from './facts.ts';

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
