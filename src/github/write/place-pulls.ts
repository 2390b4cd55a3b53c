import { resultOf } from '../../errors/go-on.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import { errorsOf } from '../../errors/waybill-error.ts';
import type { Answer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import type { Operation } from '../transport/operation.ts';
import { labelMutation, type MadeLabels, type Named } from './made-labels.ts';
import { type BranchMove, branchMutation, isMoved, moveBranch } from './move-branch.ts';
import {
  isMergedMeanwhile,
  type NewPull,
  type OpenedPull,
  openedBy,
  openPull,
  pullMutation,
} from './open-pull.ts';
import { withoutOrphan } from './orphan-branch.ts';
import { rewritePull, rewrittenBy, textMutation } from './rewrite-pull.ts';
import { commentMutation, type MarkedComment, settleComment } from './write-comment.ts';
import { writeMany } from './write-many.ts';

/** What becomes of the branch and the pull request of one lane. */
export interface PullPlacement {
  readonly repository: string;
  readonly repositoryId: string;
  /** Undefined: the branch is where it should be. */
  readonly move: BranchMove | undefined;
  readonly pull: ({ readonly kind: 'open' } & NewPull) | PullRewrite;
  /** Labels that the pull request is to have: those that do not exist are made. */
  readonly labels: readonly Named[];
}

/** New words for a pull request, and a comment that says why. */
interface PullRewrite {
  readonly kind: 'rewrite';
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly comment: MarkedComment | undefined;
}

/** `moved`: somebody else moved the branch since it was read, and it was left alone. */
export type PlacedPull = { readonly kind: 'moved' } | { readonly kind: 'placed'; readonly pull: OpenedPull };

/**
 * Moves the branches of several lanes and opens or rewrites their pull requests: branches, new pull requests
 * and new labels in one request, then comments and new words in another. What is not plainly answered is
 * looked at and done again, each lane by itself. An error of a lane is its result.
 *
 * A pull request is opened in the request that makes its branch, so also when somebody else was faster there.
 * It then says what this run wanted. The lane counts as moved, and whoever reads it next sets the words
 * right.
 */
export async function placePulls(
  api: Api,
  made: MadeLabels,
  lanes: readonly PullPlacement[],
): Promise<readonly Result<PlacedPull, unknown>[]> {
  const [moves, openings] = await moveAndOpen(api, made, lanes);
  const results = new Map<PullPlacement, Result<PlacedPull, unknown>>();
  const rewrites: Rewriting[] = [];
  for (const lane of lanes) {
    const { move, pull } = lane;
    const result = await resultOf<PlacedPull | undefined>(async () => {
      const moved = move === undefined ? undefined : await moveBranch(api, move, moves.get(lane));
      if (moved?.kind === 'moved') return { kind: 'moved' };
      if (pull.kind === 'rewrite') return undefined;
      const opened = openedBy(openings.get(lane));
      if (opened !== undefined && (move === undefined || isMoved(moves.get(lane))))
        return { kind: 'placed', pull: opened };
      return placeAlone(api, pull, { move, opened });
    });
    if (!result.ok) results.set(lane, result);
    else if (result.value !== undefined) results.set(lane, ok(result.value));
    else if (pull.kind === 'rewrite') rewrites.push({ lane, pull });
  }
  for (const [lane, result] of await rewriteAll(api, rewrites)) results.set(lane, result);
  return lanes.map((lane) => results.get(lane) ?? no(new TypeError('a lane was left out')));
}

/** What was asked for a lane, and what was done of it in the first request. */
interface Unsettled {
  readonly move: BranchMove | undefined;
  readonly opened: OpenedPull | undefined;
}

/**
 * The pull request of a branch that did not plainly move in the same request. Where none can be opened, the
 * branch is deleted again, or named in the error.
 */
async function placeAlone(api: Api, pull: NewPull, unsettled: Unsettled): Promise<PlacedPull> {
  const placed = await resultOf(() => openUnlessMerged(api, pull, unsettled));
  if (placed.ok) return placed.value;
  if (unsettled.opened !== undefined) throw placed.problem;
  throw await withoutOrphan(api, pull, unsettled.move, placed.problem);
}

/** A run that made the same commit may be done with it: then the lane counts as moved, and is read again. */
async function openUnlessMerged(api: Api, pull: NewPull, { move, opened }: Unsettled): Promise<PlacedPull> {
  const head = move?.after;
  const isMerged = (): Promise<boolean> =>
    head === undefined ? Promise.resolve(false) : isMergedMeanwhile(api, pull, head);
  if (await isMerged()) return { kind: 'moved' };
  if (opened !== undefined) return { kind: 'placed', pull: opened };
  const late = await resultOf(() => openPull(api, pull, true));
  if (late.ok) return { kind: 'placed', pull: late.value };
  if (isRejected(late.problem) && (await isMerged())) return { kind: 'moved' };
  throw late.problem;
}

function isRejected(thrown: unknown): boolean {
  return errorsOf(thrown).some(({ code }) => code === 'PROPOSAL_REJECTED');
}

type Answers = ReadonlyMap<PullPlacement, Answer | undefined>;

/** One request, or none where nothing has to move. Returns the answers to the moves, and to the openings. */
async function moveAndOpen(
  api: Api,
  made: MadeLabels,
  lanes: readonly PullPlacement[],
): Promise<readonly [moves: Answers, openings: Answers]> {
  const labels = made.missing(lanes);
  const moves = lanes.flatMap((lane) => (lane.move === undefined ? [] : [{ lane, move: lane.move }]));
  const openings = lanes.flatMap((lane) => (lane.pull.kind === 'open' ? [{ lane, pull: lane.pull }] : []));
  const operation = operationOf(lanes, 'move the branches and open the pull requests');
  const answers = (
    await writeMany(api, operation, [
      ...labels.map(labelMutation),
      ...moves.map(({ move }) => branchMutation(move)),
      ...openings.map(({ lane, pull }) => pullMutation(pull, lane.repositoryId)),
    ])
  ).values();
  for (const label of labels) made.note(label, answers.next().value);
  return [
    new Map(moves.map(({ lane }) => [lane, answers.next().value])),
    new Map(openings.map(({ lane }) => [lane, answers.next().value])),
  ];
}

/** A lane whose pull request gets new words. */
interface Rewriting {
  readonly lane: PullPlacement;
  readonly pull: PullRewrite;
}

/** The comment stands before the new words: a run that ends in between is finished by the next. */
async function rewriteAll(
  api: Api,
  rewrites: readonly Rewriting[],
): Promise<readonly (readonly [PullPlacement, Result<PlacedPull, unknown>])[]> {
  const operation = operationOf(
    rewrites.map(({ lane }) => lane),
    'rewrite the pull requests',
  );
  const answers = (
    await writeMany(
      api,
      operation,
      rewrites.flatMap(({ pull }) => [
        ...(pull.comment === undefined ? [] : [commentMutation(pull.id, pull.comment)]),
        textMutation(pull.id, pull),
      ]),
    )
  ).values();
  const results: (readonly [PullPlacement, Result<PlacedPull, unknown>])[] = [];
  for (const { lane, pull } of rewrites) {
    const said = pull.comment === undefined ? undefined : answers.next().value;
    const written = answers.next().value;
    const result = await resultOf<PlacedPull>(async () => {
      const { id, number, url, title, body } = pull;
      const numbered = { repository: lane.repository, number };
      if (pull.comment !== undefined) await settleComment(api, numbered, pull.comment, said);
      const headOid = rewrittenBy(written) ?? (await rewritePull(api, numbered, { title, body })).headOid;
      return { kind: 'placed', pull: { id, number, url, body, headOid, isNew: false } };
    });
    results.push([lane, result]);
  }
  return results;
}

function operationOf(lanes: readonly PullPlacement[], doing: string): Operation {
  const [first] = lanes;
  const repository = first?.repository ?? '';
  return { doing: `${doing} of ${repository}`, repository, permission: 'pull-requests: write' };
}
