import type { OpenPull } from '../../github/github.ts';
import { type HeadStanding, proposedBy } from '../../promotion/lane/head-standing.ts';
import { GATES } from '../../promotion/gates/gate.ts';
import { gateContext, type PresentStatus, WHOLE_CONTEXT } from '../../promotion/status/commit-status.ts';
import type { BoardPull, BoardSays, BoardState } from '../../report/board/board.ts';
import { type LanePlace, standingOf } from '../lanes/lane-places.ts';

/**
 * What the open pull request of a lane means for one of its images; undefined where it does not concern it.
 * The gates are those that stand on its head: whoever judged them last said so.
 */
export function openPullOf(place: LanePlace, image: string): BoardPull | undefined {
  const { open, lane } = place;
  if (open === undefined) return undefined;
  const standing = standingOf(place);
  const isOurs = standing.kind === 'ours';
  const brings = isOurs ? proposedBy(standing.trailers, lane).find(({ name }) => name === image) : undefined;
  if (isOurs && brings === undefined) return undefined;
  return {
    number: open.number,
    url: open.url,
    kind: kindOf(standing),
    brings: brings === undefined ? undefined : { tag: brings.tag, digest: brings.digest },
    verdict: saysOf(open, WHOLE_CONTEXT) ?? NOT_JUDGED,
    gates: GATES.flatMap((gate) => {
      const says = saysOf(open, gateContext(gate));
      return says === undefined ? [] : [{ gate, ...says }];
    }),
  };
}

const NOT_JUDGED: BoardSays = { state: 'pending', says: 'Nobody has judged it yet.', url: undefined };

function kindOf(standing: HeadStanding): BoardPull['kind'] {
  if (standing.kind !== 'ours') return 'unknown';
  if (standing.trailers.rollBack !== undefined) return 'roll back';
  return standing.trailers.hotfix === undefined ? 'promotion' : 'hotfix';
}

/** What GitHub calls the states of a status. */
const STATES: Readonly<Record<string, BoardState>> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
};

function saysOf(
  { statuses, url }: Pick<OpenPull, 'statuses' | 'url'>,
  context: string,
): BoardSays | undefined {
  const status = statuses.find((present: PresentStatus) => present.context === context);
  if (status === undefined) return undefined;
  return { state: STATES[status.state.toLowerCase()] ?? 'pending', says: status.description, url };
}
