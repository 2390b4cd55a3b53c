import { findCommit } from '../actions/revisions.ts';
import { diffTrees } from '../git/diff.ts';
import { logIds, mergeBase, readCommits } from '../git/history.ts';
import type { GitHubAnswer } from '../http/answer.ts';
import type { GitHubState } from '../state/github-state.ts';
import type { Repository } from '../state/model.ts';
import { diffCard } from './diff-view.ts';
import { html } from './html.ts';
import { missingPage, page } from './layout.ts';
import { commitRow } from './pull-page.ts';

/** What one commit has that another has not: `compare/<left>...<right>`. */
export async function comparePage(
  github: GitHubState,
  repo: Repository,
  range: string,
): Promise<GitHubAnswer> {
  const [left = '', right = ''] = range.split('...');
  const [base, head] = [await findCommit(repo, left), await findCommit(repo, right)];
  if (base === undefined || head === undefined) return missingPage(`${repo.fullName}/compare/${range}`);
  const ids = await logIds(repo.store, head.oid, { without: [base.oid] });
  const [commits, files] = await Promise.all([
    readCommits(repo.store, ids),
    diffTrees(repo.store, await mergeBase(repo.store, base.oid, head.oid), head.oid),
  ]);
  const blob = (path: string): string => `/${repo.fullName}/blob/${head.oid}/${path}`;
  const title = `Comparing ${left.slice(0, 7)}...${right.slice(0, 7)}`;
  const body = html`
    <h1>${title}</h1>
    <h2>Commits (${commits.length})</h2>
    <div class="card rows">
      ${commits.length === 0 ? html`<div class="empty">None.</div>` : commits.map((commit) => commitRow(github, commit))}
    </div>
    <h2>Files changed (${files.length})</h2>
    ${files.map((file) => diffCard(file, blob(file.path)))}
  `;
  const crumbs = [
    [repo.fullName, `/${repo.fullName}`],
    ['compare', ''],
  ] as const;
  return page(title, crumbs, body);
}
