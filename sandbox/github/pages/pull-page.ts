import { mergeability } from '../actions/mergeability.ts';
import { pullFork } from '../actions/pull-facts.ts';
import { approvals } from '../actions/protection.ts';
import { isVerified, type Commit } from '../git/commit-format.ts';
import { diffTrees, type FileDiff } from '../git/diff.ts';
import { logIds, readCommits } from '../git/history.ts';
import type { GitHubAnswer } from '../http/answer.ts';
import { latestStatuses } from '../shapes/status.ts';
import type { Label, Pull, Repository, Status } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { diffCard } from './diff-view.ts';
import { html, type Html } from './html.ts';
import { ago, page } from './layout.ts';
import { renderMarkdown } from './markdown.ts';

/** A pull request as a reviewer sees it: what it says, whether it may be merged, what it changes. */
export async function pullPage(github: GitHubState, repo: Repository, pull: Pull): Promise<GitHubAnswer> {
  const fork = await pullFork(repo, pull);
  const ids = await logIds(repo.store, pull.headSha, {
    without: fork === undefined ? [] : [fork],
    reverse: true,
  });
  const [commits, files, body] = await Promise.all([
    readCommits(repo.store, ids),
    diffTrees(repo.store, fork, pull.headSha),
    renderMarkdown(pull.body ?? ''),
  ]);
  const comments = await Promise.all(
    pull.comments.map(async (comment) =>
      card(
        html`<b>${comment.author}</b> commented ${ago(github.now(), comment.createdAt)}`,
        await renderMarkdown(comment.body),
      ),
    ),
  );
  // What a pull request deletes is to be seen where it still stands.
  const blob = ({ path, status }: FileDiff): string =>
    `/${repo.fullName}/blob/${status === 'removed' ? (fork ?? pull.baseSha) : pull.headSha}/${path}`;
  const content = html`
    <h1>${pull.title} <span class="number">#${pull.number}</span></h1>
    <p class="meta">
      ${badge(pull)} <b>${pull.author}</b> wants to merge ${commits.length}
      commit${commits.length === 1 ? '' : 's'} into <span class="ref">${pull.baseRef}</span> from
      <span class="ref">${pull.headRef}</span>, opened ${ago(github.now(), pull.createdAt)}
    </p>
    <div class="columns">
      <div>
        ${card(html`<b>${pull.author}</b> wrote`, pull.body ? body : html`<span class="empty">No description.</span>`)}
        ${comments} ${statusCard(latestStatuses(repo, pull.headSha))} ${await mergeCard(repo, pull)}
        <h2>Commits</h2>
        <div class="card rows">${commits.map((commit) => commitRow(github, commit))}</div>
        <h2>Files changed (${files.length})</h2>
        ${files.map((file) => diffCard(file, blob(file)))}
      </div>
      <aside>
        ${aside('Labels', pull.labels.map(labelChip))}
        ${aside(
          'Reviewers',
          [...pull.reviewers, ...pull.teamReviewers.map((slug) => `${repo.owner}/${slug}`)].map(
            (name) => html`<div>${name}</div>`,
          ),
        )}
        ${aside('Approvals', approvals(pull) === 0 ? [] : [html`${approvals(pull)}`])}
        ${aside('Auto-merge', pull.autoMerge === undefined ? [] : [html`${pull.autoMerge.method}, by ${pull.autoMerge.by}`])}
      </aside>
    </div>
  `;
  const crumbs = [
    [repo.fullName, `/${repo.fullName}`],
    [`#${pull.number}`, ''],
  ] as const;
  return page(`${pull.title} · #${pull.number}`, crumbs, content);
}

/** The state of a pull request as a coloured word. */
export function badge(pull: Pull): Html {
  const state =
    pull.merged !== undefined ? 'merged' : pull.state === 'open' && pull.draft ? 'draft' : pull.state;
  return html`<span class="badge ${state}">${state[0]?.toUpperCase()}${state.slice(1)}</span>`;
}

export function labelChip(label: Label): Html {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => parseInt(label.color.slice(at, at + 2), 16));
  const ink = red * 0.3 + green * 0.59 + blue * 0.11 > 140 ? '#111' : '#fff';
  return html`<span class="label" style="background:#${label.color};color:${ink}">${label.name}</span>`;
}

function card(head: Html, body: Html): Html {
  return html`<div class="card">
    <div class="head">${head}</div>
    <div class="body markdown">${body}</div>
  </div>`;
}

function aside(title: string, items: readonly Html[]): Html {
  return html`<section>
    <h3>${title}</h3>
    ${items.length === 0 ? html`<span class="empty" style="padding:0">None</span>` : items}
  </section>`;
}

function statusCard(statuses: readonly Status[]): Html {
  if (statuses.length === 0) return html``;
  const rows = statuses.map(
    (row) =>
      html`<div>
        <span class="state ${row.state}">${MARKS[row.state]}</span>
        <span class="grow"
          ><b>${row.context}</b> <span class="soft">${row.description ?? row.state}</span></span
        >
      </div>`,
  );
  return html`<h2>Statuses</h2>
    <div class="card rows">${rows}</div>`;
}

const MARKS = { success: '✓', failure: '✗', error: '✗', pending: '•' } as const;

async function mergeCard(repo: Repository, pull: Pull): Promise<Html> {
  if (pull.merged !== undefined) {
    return card(
      html`Merged`,
      html`Commit <code>${pull.merged.commit.slice(0, 10)}</code> by ${pull.merged.by}.`,
    );
  }
  if (pull.state === 'closed') return html``;
  const { status, objections } = await mergeability(repo, pull);
  const reasons = objections.map((text) => html`<div>${text}</div>`);
  return card(
    html`Merging: <b>${status.toLowerCase()}</b>`,
    reasons.length === 0 ? html`Nothing else is asked for.` : html`${reasons}`,
  );
}

export function commitRow(github: GitHubState, commit: Commit): Html {
  const moment = new Date(commit.committer.seconds * 1000);
  return html`<div>
    <span class="grow"
      >${commit.message.split('\n')[0]}<br /><span class="soft"
        >${commit.author.name}, ${ago(github.now(), moment)}</span
      ></span
    >
    ${isVerified(commit) ? html`<span class="soft">Verified</span>` : ''}
    <code>${commit.oid.slice(0, 7)}</code>
  </div>`;
}
