import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { Api } from '../transport/api.ts';
import { explainGraphql, explainRefusal, unavailable } from '../transport/explain.ts';
import { graphqlAnswer, literal } from '../transport/graphql.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';
import { reasonOf, writing } from '../transport/settle.ts';
import type { MergeMethod } from '../read/read-repository.ts';

/** A pull request that may be merged, and the head that was judged. */
export interface Mergeable {
  readonly repository: string;
  readonly pull: { readonly id: string; readonly number: number };
  readonly head: string;
  readonly method: MergeMethod;
}

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
export function mergeNow(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'merge',
    mutation: 'mergePullRequest',
    input: pinned(wish),
    isDone: (now) => now.merged,
  });
}

/** Lets GitHub merge this very head when its own requirements are met. */
export function mergeWhenReady(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'let GitHub merge',
    mutation: 'enablePullRequestAutoMerge',
    input: pinned(wish),
    isDone: (now) => now.merged || now.autoMerge,
  });
}

/** Puts this very head into the merge queue. */
export function enqueue(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'queue',
    mutation: 'enqueuePullRequest',
    input: `pullRequestId: ${literal(wish.pull.id)}, expectedHeadOid: ${literal(wish.head)}`,
    isDone: (now) => now.merged || now.queued,
  });
}

/** Takes back that GitHub may merge: a gate does not pass any more. */
export function mergeNoMore(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'stop merging',
    mutation: 'disablePullRequestAutoMerge',
    input: `pullRequestId: ${literal(wish.pull.id)}`,
    isDone: (now) => !now.autoMerge,
  });
}

/** Takes a pull request out of the merge queue. */
export function dequeue(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return take(api, wish, {
    doing: 'take out of the queue',
    mutation: 'dequeuePullRequest',
    input: `id: ${literal(wish.pull.id)}`,
    isDone: (now) => !now.queued,
  });
}

function pinned({ pull, head, method }: Mergeable): string {
  return `pullRequestId: ${literal(pull.id)}, expectedHeadOid: ${literal(head)}, mergeMethod: ${METHODS[method]}`;
}

interface MergeFacts {
  readonly merged: boolean;
  readonly autoMerge: boolean;
  readonly queued: boolean;
}

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
    if (error?.type !== undefined && !unseen) return ok(no(error.message));
    if (!unseen && isDone(await factsOf(api, operation, wish))) return ok(ok(undefined));
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

const FACTS = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { merged isInMergeQueue autoMergeRequest { enabledAt } } }
}`;
const factsSchema = z.object({
  repository: z.object({
    pullRequest: z.object({
      merged: z.boolean(),
      isInMergeQueue: z.boolean(),
      autoMergeRequest: z.object({}).nullable(),
    }),
  }),
});

async function factsOf(api: Api, operation: Operation, { repository, pull }: Mergeable): Promise<MergeFacts> {
  const variables = { ...ownerAndName(repository), number: pull.number };
  const { data } = await api.query(operation, FACTS, variables, factsSchema);
  const { merged, isInMergeQueue, autoMergeRequest } = data.repository.pullRequest;
  return { merged, queued: isInMergeQueue, autoMerge: autoMergeRequest !== null };
}
