import { findCommit } from '../actions/revisions.ts';
import { entryAt } from '../git/tree-edit.ts';
import type { GitHubAnswer } from '../http/answer.ts';
import type { Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { missingPage } from './layout.ts';
import { commitPage } from './commit-page.ts';
import { comparePage } from './compare-page.ts';
import { packagePage, releasePage, runPage } from './shown-pages.ts';
import { pullPage } from './pull-page.ts';
import { filePage, indexPage, repositoryPage } from './repository-page.ts';

/** What a browser sees: it needs no token, because only people on this machine look. */
export async function answerPage(github: GitHubState, url: URL): Promise<GitHubAnswer> {
  const path = decode(url.pathname);
  if (path === '/') return indexPage(github);
  const [, owner = '', name = '', kind = '', ...rest] = path.split('/');
  const repo = github.repository(`${owner}/${name}`);
  if (repo === undefined) return missingPage(path);
  if (kind === '' || kind === 'pulls') return repositoryPage(github, repo);
  if (kind === 'blob' || kind === 'tree') return filePage(repo, rest.join('/'));
  if (kind === 'commit') return commitPage(github, repo, rest[0] ?? '');
  if (kind === 'raw') return rawFile(repo, rest.join('/'), path);
  if (kind === 'compare') return comparePage(github, repo, rest.join('/'));
  if (kind === 'actions' && rest[0] === 'runs') return runPage(repo, rest[1] ?? '');
  if (kind === 'releases' && rest[0] === 'tag') return releasePage(repo, rest.slice(1).join('/'));
  if (kind === 'pkgs' && rest[0] === 'container') return packagePage(repo, rest.slice(1).join('/'));
  const pull = kind === 'pull' ? repo.pulls.get(Number(rest[0])) : undefined;
  return pull === undefined ? missingPage(path) : pullPage(github, repo, pull);
}

async function rawFile(repo: Repository, address: string, path: string): Promise<GitHubAnswer> {
  const parts = address.split('/');
  for (let length = 1; length < parts.length; length += 1) {
    const commit = await findCommit(repo, parts.slice(0, length).join('/'));
    const entry = commit && (await entryAt(repo.store, commit.tree, parts.slice(length).join('/')));
    const bytes = entry && (await repo.store.blob(entry.oid));
    if (bytes) return { status: 200, bytes, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  }
  return missingPage(path);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
