import { associatedPulls } from '../actions/find-pulls.ts';
import { findCommit, requireCommits } from '../actions/revisions.ts';
import { diffTrees } from '../git/diff.ts';
import { divergence, logIds, mergeBase, readCommits } from '../git/history.ts';
import type { Commit } from '../git/commit-format.ts';
import { notFound, ok, GitHubRefusal, type GitHubAnswer } from '../http/answer.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { linkHeader, listAnswer, pageOf } from '../http/paging.ts';
import { commitShape, fileShape } from '../shapes/commit.ts';
import { pullShape } from '../shapes/pull.ts';
import { repositoryUrl } from '../shapes/repository.ts';

const READ = [{ permission: 'contents', level: 'read' }] as const;
const PULLS = [
  { permission: 'pull_requests', level: 'read' },
  { permission: 'contents', level: 'read' },
] as const;
const MOST_FILES = 300;
/** How many commits a comparison shows without paging, and at most per page. */
const COMPARE_PAGE = 250;

export const commitRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/commits', 'commits/commits#list-commits', READ, listCommits),
  repositoryRoute('GET /repo/commits/{ref}', 'commits/commits#get-a-commit', READ, getCommit),
  repositoryRoute('GET /repo/compare/{basehead}', 'commits/commits#compare-two-commits', READ, compare),
  repositoryRoute(
    'GET /repo/commits/{commit_sha}/pulls',
    'commits/commits#list-pull-requests-associated-with-a-commit',
    PULLS,
    pullsOfCommit,
  ),
];

async function listCommits(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const start = call.query.get('sha') ?? call.repo.settings.defaultBranch;
  const from = await findCommit(call.repo, start);
  if (from === undefined) throw notFound();
  const ids = await logIds(call.repo.store, from.oid, {
    path: call.query.get('path') ?? undefined,
    since: call.query.get('since') ?? undefined,
    until: call.query.get('until') ?? undefined,
    author: call.query.get('author') ?? undefined,
  });
  const page = pageOf(call);
  const shown = ids.slice((page.number - 1) * page.size, page.number * page.size);
  const commits = await readCommits(call.repo.store, shown);
  const shapes = commits.map((commit) => commitShape(call.github, call.repo, commit));
  return ok(shapes, linkHeader(call, page, Math.ceil(ids.length / page.size)));
}

async function getCommit(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const commit = await requireCommit(call, param(call, 'ref'));
  const files = await diffTrees(call.repo.store, commit.parents[0], commit.oid);
  const total = (count: (file: (typeof files)[number]) => number): number =>
    files.reduce((sum, file) => sum + count(file), 0);
  const additions = total((file) => file.additions);
  const deletions = total((file) => file.deletions);
  return ok({
    ...commitShape(call.github, call.repo, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.slice(0, MOST_FILES).map((file) => fileShape(call.github, call.repo, commit.oid, file)),
  });
}

async function compare(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const [left = '', right = ''] = param(call, 'basehead').split('...');
  const base = await findCommit(call.repo, ownBranch(call, left));
  const head = await findCommit(call.repo, ownBranch(call, right));
  if (base === undefined || head === undefined) throw notFound();
  const { store } = call.repo;
  const fork = await mergeBase(store, base.oid, head.oid);
  const forkCommit = fork === undefined ? undefined : await store.commit(fork);
  if (forkCommit === undefined)
    throw new GitHubRefusal(404, `No common ancestor between ${left} and ${right}.`);
  const { ahead, behind } = await divergence(store, base.oid, head.oid);
  const page = pageOf(call, COMPARE_PAGE, COMPARE_PAGE);
  const ids = await logIds(store, head.oid, { without: [base.oid], reverse: true });
  const commits = await readCommits(store, ids.slice((page.number - 1) * page.size, page.number * page.size));
  const files = page.number === 1 ? await diffTrees(store, forkCommit.oid, head.oid) : [];
  const html = `${call.github.url}/${call.repo.fullName}/compare/${left}...${right}`;
  const body = {
    url: `${repositoryUrl(call.github, call.repo)}/compare/${left}...${right}`,
    html_url: html,
    permalink_url: `${call.github.url}/${call.repo.fullName}/compare/${base.oid}...${head.oid}`,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitShape(call.github, call.repo, base),
    merge_base_commit: commitShape(call.github, call.repo, forkCommit),
    status: ahead > 0 && behind > 0 ? 'diverged' : ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => commitShape(call.github, call.repo, commit)),
    files: files.slice(0, MOST_FILES).map((file) => fileShape(call.github, call.repo, head.oid, file)),
  };
  return ok(body, linkHeader(call, page, Math.ceil(ids.length / page.size)));
}

async function pullsOfCommit(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const commit = await requireCommit(call, param(call, 'commit_sha'));
  const pulls = await associatedPulls(call.repo, commit.oid);
  return listAnswer(call, pulls, (pull) => pullShape(call.github, call.repo, pull));
}

async function requireCommit(call: RepositoryCall, revision: string): Promise<Commit> {
  const commit = await findCommit(call.repo, revision);
  if (commit === undefined) throw new GitHubRefusal(422, `No commit found for SHA: ${revision}`);
  return commit;
}

/** `owner:branch` is the long form of a branch of this repository. */
function ownBranch(call: RepositoryCall, text: string): string {
  const prefix = `${call.repo.owner}:`.toLowerCase();
  return text.toLowerCase().startsWith(prefix) ? text.slice(prefix.length) : text;
}
