import { changePull, openPull } from '../actions/edit-pull.ts';
import { requirePull } from '../actions/find-pulls.ts';
import { pullFacts, pullFiles } from '../actions/pull-facts.ts';
import { created, ok, GitHubRefusal, type GitHubAnswer } from '../http/answer.ts';
import { optionalFlag, optionalText, requiredText } from '../http/body.ts';
import { numberParam, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { listAnswer } from '../http/paging.ts';
import { fileShape } from '../shapes/commit.ts';
import { fullPullShape, pullShape } from '../shapes/pull.ts';
import type { Pull } from '../state/model.ts';

const READ = [{ permission: 'pull_requests', level: 'read' }] as const;
const WRITE = [{ permission: 'pull_requests', level: 'write' }] as const;

export const pullRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/pulls', 'pulls/pulls#list-pull-requests', READ, listPulls),
  repositoryRoute('POST /repo/pulls', 'pulls/pulls#create-a-pull-request', WRITE, createPull),
  repositoryRoute('GET /repo/pulls/{pull_number}', 'pulls/pulls#get-a-pull-request', READ, getPull),
  repositoryRoute('PATCH /repo/pulls/{pull_number}', 'pulls/pulls#update-a-pull-request', WRITE, updatePull),
  repositoryRoute(
    'GET /repo/pulls/{pull_number}/files',
    'pulls/pulls#list-pull-requests-files',
    READ,
    listFiles,
  ),
];

function listPulls(call: RepositoryCall): GitHubAnswer {
  const state = call.query.get('state') ?? 'open';
  const head = call.query.get('head');
  const base = call.query.get('base');
  const pulls = visiblePulls(call).filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (base === null || pull.baseRef === base) &&
      (head === null || !head.includes(':') || isHead(call, pull, head)),
  );
  return listAnswer(call, sorted(call, pulls), (pull) => pullShape(call.github, call.repo, pull));
}

/** The pull requests that a list shows. A list that lags behind shows those from before the last write. */
function visiblePulls(call: Pick<RepositoryCall, 'repo' | 'stale'>): readonly Pull[] {
  return call.stale ? call.repo.pullsBefore : [...call.repo.pulls.values()];
}

function isHead(call: RepositoryCall, pull: Pull, head: string): boolean {
  return head.toLowerCase() === `${call.repo.owner}:${pull.headRef}`.toLowerCase();
}

function sorted(call: RepositoryCall, pulls: readonly Pull[]): Pull[] {
  const key = call.query.get('sort') ?? 'created';
  const usual = key === 'created' ? 'desc' : 'asc';
  const sign = (call.query.get('direction') ?? usual) === 'desc' ? -1 : 1;
  const moment = (pull: Pull): number => (key === 'updated' ? pull.updatedAt.getTime() : pull.number);
  return [...pulls].sort(
    (left, right) => sign * (moment(left) - moment(right) || left.number - right.number),
  );
}

async function createPull(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = await openPull(call.github, call.repo, call.actor, {
    title: requiredText(call.body, 'title'),
    body: optionalText(call.body, 'body') ?? null,
    head: requiredText(call.body, 'head'),
    base: requiredText(call.body, 'base'),
    draft: optionalFlag(call.body, 'draft') ?? false,
  });
  const shape = fullPullShape(call.github, call.repo, pull, await pullFacts(call.repo, pull, undefined));
  return created(shape, shape.url);
}

async function getPull(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  return ok(fullPullShape(call.github, call.repo, pull, await pullFacts(call.repo, pull, call)));
}

async function updatePull(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  const state = optionalText(call.body, 'state');
  if (state !== undefined && state !== 'open' && state !== 'closed') {
    throw new GitHubRefusal(
      422,
      `Invalid request.\n\nFor 'properties/state', "${state}" is not one of open, closed.`,
    );
  }
  await changePull(call.github, call.repo, pull, {
    by: call.actor.login,
    title: optionalText(call.body, 'title'),
    body: call.body['body'] === null ? null : optionalText(call.body, 'body'),
    state,
    base: optionalText(call.body, 'base'),
  });
  return ok(fullPullShape(call.github, call.repo, pull, await pullFacts(call.repo, pull, call)));
}

async function listFiles(call: RepositoryCall): Promise<GitHubAnswer> {
  const pull = requirePull(call.repo, numberParam(call, 'pull_number'));
  const files = await pullFiles(call.repo, pull);
  return listAnswer(call, files, (file) => fileShape(call.github, call.repo, pull.headSha, file));
}
