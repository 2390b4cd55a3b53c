import { changePull, openPull } from '../../actions/edit-pull.ts';
import { refuseMethodOfBranch, refuseMethodOfRepository } from '../../actions/merge-rules.ts';
import { mergeability } from '../../actions/mergeability.ts';
import { enterQueue, leaveQueue } from '../../actions/merge-queue.ts';
import { mergeAndSettle, settle } from '../../actions/settle.ts';
import { recordPull } from '../../actions/workflow-events.ts';
import { GitHubRefusal, validationFailed } from '../../http/answer.ts';
import { isMergeMethod, type MergeKind } from '../../git/merge.ts';
import { bypassesRules } from '../../permissions.ts';
import type { Pull } from '../../state/model.ts';
import {
  WRITE_CONTENTS,
  WRITE_PULLS,
  writablePull,
  writableRepository,
  type GraphqlContext,
  type MutationInput,
} from '../context.ts';
import { queueEntryView } from '../views/merge-queue.ts';
import { actorView } from '../views/people.ts';
import { pullView } from '../views/pull.ts';

interface PullInput {
  readonly pullRequestId: string;
}
interface CreateInput {
  readonly repositoryId: string;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly title: string;
  readonly body?: string | null;
  readonly draft?: boolean | null;
}
interface UpdateInput extends PullInput {
  readonly title?: string | null;
  readonly body?: string | null;
  readonly state?: string | null;
  readonly baseRefName?: string | null;
}
interface MergeInput extends PullInput {
  readonly mergeMethod?: string | null;
  readonly commitHeadline?: string | null;
  readonly commitBody?: string | null;
  readonly expectedHeadOid?: string | null;
}

/** The mutations that make and change pull requests. */
export function pullMutations(context: GraphqlContext) {
  const { github, actor } = context;
  /** Does something to a pull request and answers with it. */
  const onPull =
    (act: (found: ReturnType<typeof writablePull>) => void | Promise<void>) =>
    async ({ input }: MutationInput<PullInput>) => {
      const found = writablePull(context, input.pullRequestId, WRITE_PULLS);
      await act(found);
      return payload(context, found, input);
    };
  return {
    createPullRequest: async ({ input }: MutationInput<CreateInput>) => {
      const { repo } = writableRepository(context, input.repositoryId, ['R'], WRITE_PULLS);
      // A server that lags behind does not know the branch yet that the same request made.
      if (context.stale) throw validationFailed({ resource: 'PullRequest', field: 'head', code: 'invalid' });
      const pull = await openPull(github, repo, actor, {
        title: input.title,
        body: input.body ?? null,
        head: input.headRefName,
        base: input.baseRefName,
        draft: input.draft ?? false,
      });
      return payload(context, { repo, pull }, input);
    },
    updatePullRequest: async ({ input }: MutationInput<UpdateInput>) => {
      const found = writablePull(context, input.pullRequestId, WRITE_PULLS);
      await changePull(github, found.repo, found.pull, {
        by: actor.login,
        title: input.title ?? undefined,
        body: input.body ?? undefined,
        state: input.state?.toLowerCase(),
        base: input.baseRefName ?? undefined,
      });
      return payload(context, found, input);
    },
    closePullRequest: onPull(({ repo, pull }) =>
      changePull(github, repo, pull, { by: actor.login, state: 'closed' }),
    ),
    reopenPullRequest: onPull(({ repo, pull }) =>
      changePull(github, repo, pull, { by: actor.login, state: 'open' }),
    ),
    convertPullRequestToDraft: onPull(({ pull }) => setDraft(pull, true)),
    markPullRequestReadyForReview: onPull(async ({ repo, pull }) => {
      setDraft(pull, false);
      recordPull(github, repo, actor.login, { pull, action: 'ready_for_review' });
      await settle(github, repo);
    }),
    mergePullRequest: async ({ input }: MutationInput<MergeInput>) => {
      const { repo, pull } = writablePull(context, input.pullRequestId, WRITE_CONTENTS);
      await mergeAndSettle(github, repo, pull, {
        by: actor.login,
        method: methodOf(input),
        title: input.commitHeadline ?? undefined,
        message: input.commitBody ?? undefined,
        expectedHead: input.expectedHeadOid ?? undefined,
        ignoreRules: bypassesRules(actor),
      });
      return payload(context, { repo, pull }, input);
    },
    enablePullRequestAutoMerge: ({ input }: MutationInput<MergeInput>) => enableAutoMerge(context, input),
    disablePullRequestAutoMerge: onPull(({ pull }) => {
      if (pull.autoMerge === undefined)
        throw new GitHubRefusal(422, "Can't disable auto-merge for this pull request.");
      pull.autoMerge = undefined;
    }),
    enqueuePullRequest: ({ input }: MutationInput<MergeInput>) => enqueue(context, input),
    dequeuePullRequest: ({ input }: MutationInput<{ id: string }>) => dequeue(context, input),
  };
}

async function enableAutoMerge(context: GraphqlContext, input: MutationInput<MergeInput>['input']) {
  const { repo, pull } = writablePull(context, input.pullRequestId, WRITE_PULLS);
  if (!repo.settings.allowAutoMerge)
    throw new GitHubRefusal(422, 'Pull request Auto merge is not allowed for this repository');
  const { status } = await mergeability(repo, pull);
  if (pull.state === 'closed') throw new GitHubRefusal(422, 'Pull request Pull request is closed');
  checkHead(pull, input.expectedHeadOid);
  if (!repo.settings.mergeQueue && !repo.protections.has(pull.baseRef)) {
    const words = 'Protected branch rules not configured for this branch';
    throw new GitHubRefusal(422, `Pull request ${words}`);
  }
  refuseMethodOfRepository(repo, methodOf(input));
  refuseMethodOfBranch(repo.protections.get(pull.baseRef), methodOf(input));
  // GitHub wants something to wait for; what can be merged now has to be merged.
  if (status === 'CLEAN' || status === 'UNSTABLE') {
    throw new GitHubRefusal(422, `Pull request Pull request is in ${status.toLowerCase()} status`);
  }
  pull.autoMerge = {
    by: context.actor.login,
    method: methodOf(input),
    title: input.commitHeadline ?? undefined,
    message: input.commitBody ?? undefined,
    enabledAt: context.github.now(),
  };
  return payload(context, { repo, pull }, input);
}

async function enqueue(context: GraphqlContext, input: MutationInput<MergeInput>['input']) {
  const { repo, pull } = writablePull(context, input.pullRequestId, WRITE_PULLS);
  checkHead(pull, input.expectedHeadOid);
  const entry = await enterQueue(context.github, repo, pull, context.actor.login);
  const shown = queueEntryView(context, repo, pull, entry);
  await settle(context.github, repo);
  return { clientMutationId: input.clientMutationId ?? null, mergeQueueEntry: shown };
}

async function dequeue(context: GraphqlContext, input: MutationInput<{ id: string }>['input']) {
  const { repo, pull } = writablePull(context, input.id, WRITE_PULLS);
  if (pull.queue === undefined) throw new GitHubRefusal(422, 'Pull request is not in the queue');
  const shown = queueEntryView(context, repo, pull, pull.queue);
  await leaveQueue(repo, pull);
  await settle(context.github, repo);
  return { clientMutationId: input.clientMutationId ?? null, mergeQueueEntry: shown };
}

function payload(
  context: GraphqlContext,
  { repo, pull }: ReturnType<typeof writablePull>,
  input: { readonly clientMutationId?: string | null },
) {
  return {
    clientMutationId: input.clientMutationId ?? null,
    actor: actorView(context, context.actor.login),
    pullRequest: pullView(context, repo, pull),
  };
}

function checkHead(pull: Pull, expected: string | null | undefined): void {
  if (expected == null || expected === pull.headSha) return;
  throw new GitHubRefusal(422, 'Head branch was modified. Review and try the merge again.');
}

function setDraft(pull: Pull, draft: boolean): void {
  pull.draft = draft;
}

function methodOf(input: MergeInput): MergeKind {
  const method = (input.mergeMethod ?? 'MERGE').toLowerCase();
  return isMergeMethod(method) ? method : 'merge';
}
