import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import type { LaneHead, LanePull } from '../../promotion/lane/lane.ts';
import { type Api, READ_TRIES } from '../transport/api.ts';
import type { Operation } from '../transport/operation.ts';
import { askForMany, part } from './ask-for-many.ts';
import { mergeResultFields, mergeResultOf, type MergeResult, mergeResultShape } from './lane-fields.ts';

/** A pull request of a lane, and the commit that its branch points to. */
interface Proposed {
  readonly pull: Pick<LanePull, 'number' | 'state' | 'mergeable'>;
  readonly head: LaneHead | undefined;
}

/** Where the pull requests are, and the head of the branch that they go into. */
interface Base {
  readonly repository: string;
  readonly oid: string;
}

const answerSchema = z.object({ number: z.number(), ...mergeResultShape });

/**
 * What GitHub finds of the open pull requests of which it did not know yet whether they conflict, and what
 * merging them comes to. It works that out because it was asked, and after each push to the base anew: a run
 * that such a push starts would otherwise never see a conflict. What is built on the head of the base cannot
 * conflict, and is not asked for. One request for all, and more while GitHub still works on one; what stays
 * unknown is left out.
 */
export async function workedOut(
  api: Api,
  { repository, oid }: Base,
  proposed: readonly Proposed[],
): Promise<ReadonlyMap<number, MergeResult>> {
  const found = new Map<number, MergeResult>();
  const open = new Set(
    proposed
      .filter(({ pull, head }) => isOpenQuestion(pull) && head?.parents.includes(oid) !== true)
      .map(({ pull }) => pull.number),
  );
  const operation: Operation = {
    doing: `read which pull requests of ${repository} conflict`,
    repository,
    permission: 'pull-requests: read',
  };
  const { pause } = api;
  await keepTrying({ tries: READ_TRIES, pause }, async () => {
    const parts = [...open].map((number) =>
      part(`pullRequest(number: ${number}) { number ${mergeResultFields} }`, answerSchema),
    );
    for (const answer of await askForMany(api, { operation, atOnce: AT_ONCE }, parts)) {
      // What cannot be read of one is no reason to hold up the others: it stays unknown.
      if (!answer.ok || answer.value.mergeable === 'UNKNOWN') continue;
      found.set(answer.value.number, mergeResultOf(answer.value));
      open.delete(answer.value.number);
    }
    return open.size === 0 ? ok(undefined) : no(undefined);
  });
  return found;
}

const AT_ONCE = 100;

function isOpenQuestion({ state, mergeable }: Proposed['pull']): boolean {
  return state === 'open' && mergeable === 'unknown';
}
