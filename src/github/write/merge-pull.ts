import { z } from 'zod';
import { graphqlAnswer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainGraphql, explainRefusal, unavailable } from '../transport/explain.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';
import type { MergeMethod } from '../read/read-repository.ts';

/** A pull request that may be merged, and the head that was judged. */
export interface Mergeable {
  readonly repository: string;
  readonly pull: { readonly id: string; readonly number: number };
  readonly head: string;
  readonly method: MergeMethod;
}

/**
 * How a step towards a merge ended.
 *
 * - `done`: GitHub did it
 * - `refused`: it says no, in these words; a requirement is missing, or the head is another one by now
 */
export type MergeAnswer = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly words: string };

const METHODS = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE' } as const;
const TRIES = 4;

/** Merges now, if the head is still the one that was judged. */
export function mergeNow(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return step(api, wish, 'merge', 'mergePullRequest', pinned(wish), (now) => now.merged);
}

/** Lets GitHub merge this very head when its own requirements are met. */
export function mergeWhenReady(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  const text = 'let GitHub merge';
  return step(
    api,
    wish,
    text,
    'enablePullRequestAutoMerge',
    pinned(wish),
    (now) => now.merged || now.autoMerge,
  );
}

/** Puts this very head into the merge queue. */
export function enqueue(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  const input = `pullRequestId: ${quote(wish.pull.id)}, expectedHeadOid: ${quote(wish.head)}`;
  return step(api, wish, 'queue', 'enqueuePullRequest', input, (now) => now.merged || now.queued);
}

/** Takes back that GitHub may merge: a gate does not pass any more. */
export function mergeNoMore(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  const input = `pullRequestId: ${quote(wish.pull.id)}`;
  return step(api, wish, 'stop merging', 'disablePullRequestAutoMerge', input, (now) => !now.autoMerge);
}

/** Takes a pull request out of the merge queue. */
export function dequeue(api: Api, wish: Mergeable): Promise<MergeAnswer> {
  return step(
    api,
    wish,
    'take out of the queue',
    'dequeuePullRequest',
    `id: ${quote(wish.pull.id)}`,
    (now) => !now.queued,
  );
}

function pinned({ pull, head, method }: Mergeable): string {
  return `pullRequestId: ${quote(pull.id)}, expectedHeadOid: ${quote(head)}, mergeMethod: ${METHODS[method]}`;
}

interface MergeFacts {
  readonly merged: boolean;
  readonly autoMerge: boolean;
  readonly queued: boolean;
}

/** One mutation, read back when its answer does not say what became of it. */
async function step(
  api: Api,
  wish: Mergeable,
  verb: string,
  mutation: string,
  input: string,
  isDone: (now: MergeFacts) => boolean,
): Promise<MergeAnswer> {
  const { repository, pull } = wish;
  const operation: Operation = {
    doing: `${verb} pull request #${pull.number} of ${repository}`,
    repository,
    permission: 'contents: write',
  };
  const query = `mutation { ${mutation}(input: { ${input} }) { clientMutationId } }`;
  for (let tries = 0; ; tries += 1) {
    const answer = await api.attempt(operation, { kind: 'graphql', query, variables: {} });
    if (answer.kind === 'refused') throw explainRefusal(operation, answer);
    const body = answer.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
    const [error] = body?.errors ?? [];
    if (body !== undefined && error === undefined) return { kind: 'done' };
    const unseen = error !== undefined && /could not resolve to a node/i.test(error.message);
    if (error?.type === 'FORBIDDEN') throw explainGraphql(operation, error, {});
    if (error?.type !== undefined && !unseen) return { kind: 'refused', words: error.message };
    if (!unseen && isDone(await factsOf(api, operation, wish))) return { kind: 'done' };
    if (tries + 1 >= TRIES || !(await api.pause(tries))) {
      if (error !== undefined) return { kind: 'refused', words: error.message };
      throw unavailable(operation, answer.kind === 'unclear' ? answer.reason : 'its answer cannot be read');
    }
  }
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

/** A GraphQL string literal is written as a JSON one. */
function quote(text: string): string {
  return JSON.stringify(text);
}
