import { findCommit } from '../actions/revisions.ts';
import { listRefs } from '../git/refs.ts';
import { entryAt } from '../git/tree-edit.ts';
import type { GitHubAnswer } from '../http/answer.ts';
import type { Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { html, type Html } from './html.ts';
import { ago, missingPage, page } from './layout.ts';
import { badge, labelChip } from './pull-page.ts';
import { shownRows } from './shown-pages.ts';

/** All repositories of the stand-in. */
export function indexPage(github: GitHubState): GitHubAnswer {
  const rows = [...github.repositories.values()].map((repo) => {
    const open = [...repo.pulls.values()].filter(({ state }) => state === 'open').length;
    return html`<div>
      <a class="grow" href="/${repo.fullName}"><b>${repo.fullName}</b></a>
      <span class="soft"
        >${repo.settings.private ? 'private, ' : ''}${open} open pull request${open === 1 ? '' : 's'}</span
      >
    </div>`;
  });
  const list =
    rows.length === 0 ? html`<p class="empty">None yet.</p>` : html`<div class="card rows">${rows}</div>`;
  return page(
    'Repositories',
    [],
    html`<h1>Repositories</h1>
      ${list}`,
  );
}

/** A repository: its pull requests, branches, and the files of the default branch. */
export async function repositoryPage(github: GitHubState, repo: Repository): Promise<GitHubAnswer> {
  const branches = await listRefs(repo.store, 'refs/heads/');
  const pulls = [...repo.pulls.values()].reverse();
  const body = html`
    <h1>${repo.fullName}</h1>
    <p class="meta"><code>git clone ${github.url}/${repo.fullName}.git</code></p>
    <h2>Pull requests</h2>
    <div class="card rows">
      ${pulls.length === 0 ? html`<div class="empty">None.</div>` : pulls.map((pull) => pullRow(github, repo, pull))}
    </div>
    ${shownRows(repo)}
    <h2>Files of ${repo.settings.defaultBranch}</h2>
    ${await fileRows(repo, repo.settings.defaultBranch, '')}
    <h2>Branches</h2>
    <div class="card rows">
      ${branches.map(({ name, oid }) => html`<div><a class="grow" href="/${repo.fullName}/tree/${name.slice(11)}">${name.slice(11)}</a> <code>${oid.slice(0, 7)}</code></div>`)}
    </div>
  `;
  return page(repo.fullName, [[repo.fullName, '']], body);
}

/**
 * A folder, or a file with its lines numbered. The address is a revision, which may hold slashes, and a path.
 */
export async function filePage(repo: Repository, address: string): Promise<GitHubAnswer> {
  const parts = address.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const revision = parts.slice(0, length).join('/');
    const commit = await findCommit(repo, revision);
    if (commit === undefined) continue;
    const path = parts.slice(length).join('/');
    const title = path === '' ? repo.fullName : path;
    const crumbs = [
      [repo.fullName, `/${repo.fullName}`],
      [revision, ''],
      [path, ''],
    ] as const;
    const entry = await entryAt(repo.store, commit.tree, path);
    if (path !== '' && entry === undefined) break;
    if (entry === undefined || entry.mode === '040000') {
      return page(
        title,
        crumbs,
        html`<h1>${title}</h1>
          ${await fileRows(repo, revision, path)}`,
      );
    }
    const content = (await repo.store.blob(entry.oid)) ?? Buffer.alloc(0);
    return page(
      title,
      crumbs,
      html`<h1>${title}</h1>
        <p class="meta">${content.length} bytes, mode ${entry.mode}</p>
        ${lines(content)}`,
    );
  }
  return missingPage(`${repo.fullName}/${address}`);
}

function lines(content: Buffer): Html {
  if (content.subarray(0, 8000).includes(0)) return html`<p class="empty">A binary file.</p>`;
  const rows = content
    .toString('utf8')
    .replace(/\n$/, '')
    .split('\n')
    .map(
      (line, index) =>
        html`<tr id="L${index + 1}">
          <td class="n">${index + 1}</td>
          <td>${line}</td>
        </tr>`,
    );
  return html`<div class="card">
    <table class="diff">
      ${rows}
    </table>
  </div>`;
}

async function fileRows(repo: Repository, revision: string, path: string): Promise<Html> {
  const commit = await findCommit(repo, revision);
  const folder =
    commit === undefined || path === '' ? undefined : await entryAt(repo.store, commit.tree, path);
  const entries = commit === undefined ? [] : ((await repo.store.tree(folder?.oid ?? commit.tree)) ?? []);
  if (entries.length === 0) return html`<p class="empty">Nothing here.</p>`;
  const rows = entries.map((entry) => {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    const kind = entry.mode === '040000' ? 'tree' : 'blob';
    const name = kind === 'tree' ? `${entry.name}/` : entry.name;
    return html`<a href="/${repo.fullName}/${kind}/${revision}/${below}"
      ><span class="grow">${name}</span></a
    >`;
  });
  return html`<div class="card rows">${rows}</div>`;
}

function pullRow(github: GitHubState, repo: Repository, pull: Pull): Html {
  return html`<div>
    ${badge(pull)}
    <span class="grow"
      ><a href="/${repo.fullName}/pull/${pull.number}"><b>${pull.title}</b></a>
      ${pull.labels.map(labelChip)}<br />
      <span class="soft"
        >#${pull.number} by ${pull.author}, ${ago(github.now(), pull.createdAt)}: ${pull.headRef} →
        ${pull.baseRef}</span
      ></span
    >
  </div>`;
}
