import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { Api } from '../transport/api.ts';
import { explainGraphql, explainRefusal, unavailable } from '../transport/explain.ts';
import { graphqlAnswer, literal } from '../transport/graphql.ts';
import type { Operation } from '../transport/operation.ts';
import { reasonOf, writing } from '../transport/settle.ts';
import { type MergeFacts, readMergeFacts } from '../read/merge-facts.ts';
import type { MergeMethod } from '../read/read-repository.ts';

/** A pull request that may be merged, and the head that was judged. */
export interface Mergeable {
  readonly repository: string;
  readonly base: string;
  readonly pull: { readonly id: string; readonly number: number };
  readonly head: string;
  /** The methods to merge with: another one is tried where GitHub refuses the first by name. */
  readonly methods: readonly MergeMethod[];
}

/** Methods that GitHub refused in this run, by repository and base branch: no other lane tries them again. */
export type RefusedMethods = Map<string, Set<MergeMethod>>;

/**
 * How a step towards a merge ended: GitHub did it, or says no in these words. Then a requirement is missing,
 * or the head is another one by now.
 */
export type MergeAnswer = Result<undefined>;

const METHODS = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE' } as const;

/** One step towards a merge: the mutation, and how it shows on the pull request that it was done. */
interface MergeMutation {
  readonly doing: string;
  readonly mutation: string;
  readonly input: string;
  readonly isDone: (now: MergeFacts) => boolean;
}

/** Merges now, if the head is still the one that was judged. */
export function mergeNow(api: Api, refused: RefusedMethods, wish: Mergeable): Promise<MergeAnswer> {
  return withMethods(refused, wish, (method) =>
    take(api, wish, {
      doing: 'merge',
      mutation: 'mergePullRequest',
      input: pinned(wish, method),
      isDone: (now) => now.merged,
    }),
  );
}

/** Lets GitHub merge this very head when its own requirements are met. */
export function mergeWhenReady(api: Api, refused: RefusedMethods, wish: Mergeable): Promise<MergeAnswer> {
  return withMethods(refused, wish, (method) =>
    take(api, wish, {
      doing: 'let GitHub merge',
      mutation: 'enablePullRequestAutoMerge',
      input: pinned(wish, method),
      isDone: (now) => now.merged || now.autoMergeBy !== undefined,
    }),
  );
}

/** "Merge commits are not allowed on this repository", "This branch must not contain merge commits". */
const NAMES_METHOD =
  /(?:merge commits|squash merg\w+|rebase merg\w+|merge method)\b.*\bnot allowed|must not contain merge commits|linear history/i;

/** Merges with the first of the methods that GitHub does not refuse by name. */
async function withMethods(
  refused: RefusedMethods,
  { repository, base, methods }: Mergeable,
  merge: (method: MergeMethod) => Promise<MergeAnswer>,
): Promise<MergeAnswer> {
  const place = `${repository} ${base}`;
  const known = refused.get(place) ?? new Set();
  refused.set(place, known);
  const open = methods.filter((method) => !known.has(method));
  let last: MergeAnswer = no('Its settings allow no merge method.');
  for (const method of open.length === 0 ? methods : open) {
    last = await merge(method);
    if (last.ok || !NAMES_METHOD.test(last.problem)) return last;
    known.add(method);
  }
  return last;
}

/** Puts this very head into the merge queue. */
export function enqueue(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'queue',
    mutation: 'enqueuePullRequest',
    input: `pullRequestId: ${literal(wish.pull.id)}, expectedHeadOid: ${literal(wish.head)}`,
    isDone: (now) => now.merged || now.mergeQueue.queuedBy !== undefined,
  });
}

/** Takes back that GitHub may merge: a gate does not pass any more. */
export function mergeNoMore(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'stop merging',
    mutation: 'disablePullRequestAutoMerge',
    input: `pullRequestId: ${literal(wish.pull.id)}`,
    isDone: (now) => now.autoMergeBy === undefined,
  });
}

/** Takes a pull request out of the merge queue. */
export function dequeue(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'take out of the queue',
    mutation: 'dequeuePullRequest',
    input: `id: ${literal(wish.pull.id)}`,
    isDone: (now) => now.mergeQueue.queuedBy === undefined,
  });
}

function pinned({ pull, head }: Mergeable, method: MergeMethod): string {
  return `pullRequestId: ${literal(pull.id)}, expectedHeadOid: ${literal(head)}, mergeMethod: ${METHODS[method]}`;
}

/** GitHub's words after another merge into the same base, also where nobody pushed: they pass. */
const BASE_MODIFIED = /base branch was modified/i;

/** Sends the mutation, and reads back when its answer does not say what became of it. */
async function take(
  api: Api,
  wish: Mergeable,
  { doing, mutation, input, isDone }: MergeMutation,
): Promise<MergeAnswer> {
  const { repository, pull } = wish;
  const operation: Operation = {
    doing: `${doing} pull request #${pull.number} of ${repository}`,
    repository,
    permission: 'contents: write',
  };
  const query = `mutation { ${mutation}(input: { ${input} }) { clientMutationId } }`;
  const taken = await keepTrying<MergeAnswer, Unfinished>(writing(api), async () => {
    const answer = await api.attempt(operation, { kind: 'graphql', query, variables: {} });
    if (answer.kind === 'refused') throw explainRefusal(operation, answer);
    const body = answer.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
    const [error] = body?.errors ?? [];
    if (body !== undefined && error === undefined) return ok(ok(undefined));
    const unseen = error !== undefined && /could not resolve to a node/i.test(error.message);
    if (error?.type === 'FORBIDDEN') throw explainGraphql(operation, error, {});
    const passes = unseen || (error !== undefined && BASE_MODIFIED.test(error.message));
    if (error?.type !== undefined && !passes) return ok(no(error.message));
    if (!passes && isDone(await readMergeFacts(api, repository, pull.number))) return ok(ok(undefined));
    return no({ words: error?.message, reason: reasonOf(answer) });
  });
  if (taken.ok) return taken.value;
  const { words, reason } = taken.problem;
  if (words === undefined) throw unavailable(operation, reason);
  return no(words);
}

/** A mutation of which nobody knows how it ended, with GitHub's words when it had some. */
interface Unfinished {
  readonly words: string | undefined;
  readonly reason: string;
}
