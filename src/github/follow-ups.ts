import { z } from 'zod';
import { errorsOf } from '../errors/waybill-error.ts';
import { graphqlAnswer } from './answer.ts';
import type { Api } from './api.ts';
import { explainGraphql, explainRefusal } from './explain.ts';
import { type Operation, ownerAndRepo } from './operation.ts';
import type { MergeMethod } from './read-repository.ts';

/** What is asked of a pull request once it is open. */
export interface FollowUps {
  readonly repository: string;
  readonly pull: { readonly id: string; readonly number: number; readonly mergeState: string };
  readonly head: string;
  /** Labels to add, with the node id of each that exists; the others are made. */
  readonly labels: readonly { readonly name: string; readonly id: string | undefined }[];
  readonly reviewers: readonly string[];
  /** `organization/team`. */
  readonly teamReviewers: readonly string[];
  readonly autoMerge: MergeMethod | undefined;
}

/**
 * Adds labels, asks for reviews and lets GitHub merge when it may: two requests. None of it is needed for the
 * promotion, so what cannot be done is a warning. Adding again what is there changes nothing, so an unclear answer is
 * followed by one more try.
 */
export async function followUp(api: Api, wanted: FollowUps): Promise<void> {
  const known = wanted.labels.every((label) => label.id !== undefined);
  const together = wanted.autoMerge !== undefined && known;
  if (!together && wanted.labels.length > 0)
    await bestEffort(api, 'label the pull request', () => addLabels(api, wanted));
  if (wanted.reviewers.length + wanted.teamReviewers.length > 0) await requestReviews(api, wanted);
  if (wanted.autoMerge !== undefined)
    await mergeWhenReady(api, wanted, together ? wanted.labels : [], wanted.autoMerge);
}

async function bestEffort(api: Api, doing: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    // Without a token nothing else works either, and a bug is not to be hidden.
    if (error === undefined || error.code === 'TOKEN_REJECTED' || error.code === 'INTERNAL') throw thrown;
    api.log.warning(`Could not ${doing}: ${error.message}`);
    return false;
  }
}

/** A write that may be repeated: doing it twice is the same as doing it once. */
async function post(
  api: Api,
  operation: Operation,
  route: string,
  parameters: Record<string, unknown>,
): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    const answer = await api.attempt(operation, { kind: 'rest', route, parameters });
    if (answer.kind === 'ok') return answer.data;
    // A pull request that was opened a moment ago may not be seen by every server of GitHub yet.
    const again = answer.kind === 'unclear' || /could not resolve to a node/i.test(answer.message);
    if (!again || tries >= 3 || !(await api.pause(tries))) {
      if (answer.kind === 'refused') throw explainRefusal(operation, answer);
      return undefined;
    }
  }
}

async function addLabels(api: Api, { repository, pull, labels }: FollowUps): Promise<void> {
  const operation: Operation = {
    doing: `label pull request #${pull.number} of ${repository}`,
    repository,
    permission: 'pull-requests: write',
  };
  await post(api, operation, 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
    ...ownerAndRepo(repository),
    issue_number: pull.number,
    labels: labels.map((label) => label.name),
  });
}

/** One name that cannot be asked makes GitHub refuse all of them; then each is asked alone. */
async function requestReviews(api: Api, wanted: FollowUps): Promise<void> {
  const all = [
    ...wanted.reviewers.map((name) => ({ name, users: [name], teams: [] })),
    ...wanted.teamReviewers.map((name) => ({ name, users: [], teams: [name.slice(name.indexOf('/') + 1)] })),
  ];
  const ask = async (users: readonly string[], teams: readonly string[]): Promise<void> => {
    const operation: Operation = {
      doing: `ask for a review of pull request #${wanted.pull.number} of ${wanted.repository}`,
      repository: wanted.repository,
      permission: teams.length > 0 ? 'members: read' : 'pull-requests: write',
    };
    await post(api, operation, 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
      ...ownerAndRepo(wanted.repository),
      pull_number: wanted.pull.number,
      ...(users.length === 0 ? {} : { reviewers: users }),
      ...(teams.length === 0 ? {} : { team_reviewers: teams }),
    });
  };
  const [only, second] = all;
  if (only !== undefined && second === undefined) {
    await bestEffort(api, `ask ${only.name} for a review`, () => ask(only.users, only.teams));
    return;
  }
  const names = all.map(({ name }) => name).join(', ');
  const together = await bestEffort(api, `ask ${names} for reviews at once`, () =>
    ask(
      all.flatMap(({ users }) => users),
      all.flatMap(({ teams }) => teams),
    ),
  );
  if (together) return;
  for (const { name, users, teams } of all)
    await bestEffort(api, `ask ${name} for a review`, () => ask(users, teams));
}

const METHODS = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE' } as const;

const LABELS = `labels: addLabelsToLabelable(input: { labelableId: $pull, labelIds: $labels }) { clientMutationId }`;
const ENABLE = `merge: enablePullRequestAutoMerge(input: { pullRequestId: $pull, expectedHeadOid: $head, mergeMethod: $method }) { clientMutationId }`;
const MERGE = `merge: mergePullRequest(input: { pullRequestId: $pull, expectedHeadOid: $head, mergeMethod: $method }) { clientMutationId }`;

/**
 * Auto-merge, pinned to the head that was proposed. GitHub refuses it where nothing is left to wait for: then the pull
 * request is merged, pinned alike.
 */
async function mergeWhenReady(
  api: Api,
  wanted: FollowUps,
  labels: FollowUps['labels'],
  method: MergeMethod,
): Promise<void> {
  const clean = wanted.pull.mergeState === 'clean';
  const answer = await mutate(api, wanted, labels, method, clean ? MERGE : ENABLE);
  const refused = answer.find((error) => error.path.startsWith('merge'));
  if (!clean && refused !== undefined && /clean status/i.test(refused.message)) {
    const again = await mutate(api, wanted, [], method, MERGE);
    warn(api, wanted, again);
    return;
  }
  warn(api, wanted, answer);
}

const data = z.object({}).catchall(z.unknown());

async function mutate(
  api: Api,
  wanted: FollowUps,
  labels: FollowUps['labels'],
  method: MergeMethod,
  merge: string,
) {
  const withLabels = labels.length > 0;
  const query = `mutation ($pull: ID!, $head: GitObjectID!, $method: PullRequestMergeMethod!${withLabels ? ', $labels: [ID!]!' : ''}) {
  ${withLabels ? LABELS : ''}
  ${merge}
}`;
  const variables = {
    pull: wanted.pull.id,
    head: wanted.head,
    method: METHODS[method],
    ...(withLabels ? { labels: labels.map((label) => label.id) } : {}),
  };
  const operation = mergeOperation(wanted);
  for (let tries = 0; ; tries += 1) {
    const answer = await api.attempt(operation, { kind: 'graphql', query, variables });
    if (answer.kind === 'refused') {
      const error = explainRefusal(operation, answer);
      if (error.code === 'TOKEN_REJECTED') throw error;
      return [{ type: 'FORBIDDEN', message: answer.message, path: 'merge' }];
    }
    const body = answer.kind === 'ok' ? graphqlAnswer(answer.data) : undefined;
    if (body !== undefined && (body.errors.length > 0 || data.safeParse(body.data).success))
      return body.errors;
    if (tries >= 2 || !(await api.pause(tries))) {
      return [{ type: undefined, message: 'GitHub did not answer', path: 'merge' }];
    }
  }
}

function mergeOperation({ repository, pull }: FollowUps): Operation {
  return {
    doing: `let GitHub merge pull request #${pull.number} of ${repository} when it may`,
    repository,
    permission: 'contents: write',
  };
}

function warn(
  api: Api,
  wanted: FollowUps,
  errors: readonly { readonly type: string | undefined; readonly message: string; readonly path: string }[],
): void {
  for (const error of errors) api.log.warning(explainGraphql(mergeOperation(wanted), error, {}).message);
}
