import { findCommit } from '../actions/revisions.ts';
import { diffTrees, type FileDiff } from '../git/diff.ts';
import { isVerified } from '../git/commit-format.ts';
import type { GitHubAnswer } from '../http/answer.ts';
import type { Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { diffCard } from './diff-view.ts';
import { html } from './html.ts';
import { ago, missingPage, page } from './layout.ts';

/** A commit: its whole message, with the trailers, and what it changed. */
export async function commitPage(
  github: GitHubState,
  repo: Repository,
  revision: string,
): Promise<GitHubAnswer> {
  const commit = await findCommit(repo, revision);
  if (commit === undefined) return missingPage(`${repo.fullName}/commit/${revision}`);
  const files = await diffTrees(repo.store, commit.parents[0], commit.oid);
  const blob = ({ path, status }: FileDiff): string =>
    `/${repo.fullName}/blob/${status === 'removed' ? (commit.parents[0] ?? commit.oid) : commit.oid}/${path}`;
  const [subject = '', ...rest] = commit.message.trimEnd().split('\n');
  const moment = new Date(commit.committer.seconds * 1000);
  const short = commit.oid.slice(0, 7);
  const body = html`
    <h1>${subject}</h1>
    <p class="meta">
      <b>${commit.author.name}</b>, ${ago(github.now(), moment)}${isVerified(commit) ? ', Verified' : ''}
      <code>${commit.oid}</code>
    </p>
    ${rest.length === 0 ? '' : html`<pre>${rest.join('\n').trim()}</pre>`}
    <h2>Files changed (${files.length})</h2>
    ${files.map((file) => diffCard(file, blob(file)))}
  `;
  const crumbs = [
    [repo.fullName, `/${repo.fullName}`],
    [short, ''],
  ] as const;
  return page(`${subject} · ${short}`, crumbs, body);
}
