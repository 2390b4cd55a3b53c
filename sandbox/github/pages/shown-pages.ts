import type { GitHubAnswer } from '../http/answer.ts';
import type { Release, Repository, ShownPackage } from '../state/model.ts';
import { html, type Html } from './html.ts';
import { missingPage, page } from './layout.ts';
import { renderMarkdown } from './markdown.ts';

/** The job summary of a workflow run. */
export async function runPage(repo: Repository, id: string): Promise<GitHubAnswer> {
  const run = repo.shown.runs.get(id);
  if (run === undefined) return missingPage(`${repo.fullName}/actions/runs/${id}`);
  const summary = await renderMarkdown(run.summary);
  const body = html`<h1>${run.title} <span class="number">run ${id}</span></h1>
    <p class="meta">Its job summary:</p>
    <div class="card">
      <div class="body markdown">
        ${run.summary === '' ? html`<span class="empty">None.</span>` : summary}
      </div>
    </div>`;
  return page(
    run.title,
    [
      [repo.fullName, `/${repo.fullName}`],
      [`run ${id}`, ''],
    ],
    body,
  );
}

/** A release with its notes. */
export async function releasePage(repo: Repository, tag: string): Promise<GitHubAnswer> {
  const release = repo.releases.find((known) => known.tag === tag);
  if (release === undefined) return missingPage(`${repo.fullName}/releases/tag/${tag}`);
  const body = html`<h1>${release.name}</h1>
    <p class="meta">${tag}, by <b>${release.author}</b></p>
    <div class="card"><div class="body markdown">${await renderMarkdown(release.body)}</div></div>`;
  return page(
    release.name,
    [
      [repo.fullName, `/${repo.fullName}`],
      [tag, ''],
    ],
    body,
  );
}

/** A container image: who may pull it, and its tags with their digests. */
export function packagePage(repo: Repository, name: string): GitHubAnswer {
  const shown = repo.shown.packages.find((known) => known.name === name);
  if (shown === undefined) return missingPage(`${repo.fullName}/pkgs/container/${name}`);
  const rows = Object.entries(shown.tags()).map(
    ([tag, digest]) =>
      html`<div>
        <b>${tag}</b> <span class="grow"><code>${digest}</code></span>
      </div>`,
  );
  const body = html`<h1>${name} <span class="label">${access(shown)}</span></h1>
    <p class="meta"><code>docker pull ${shown.image}</code> ${loginNote(shown)}</p>
    <div class="card rows">${rows}</div>`;
  return page(
    name,
    [
      [repo.fullName, `/${repo.fullName}`],
      [name, ''],
    ],
    body,
  );
}

function access({ isPrivate }: ShownPackage): string {
  return isPrivate ? 'Private' : 'Public';
}

function loginNote({ isPrivate }: ShownPackage): string {
  return isPrivate ? 'needs a login: without one the registry says that there is no such image.' : '';
}

/** The rows of a repository's page that lead to its releases and images. Nothing where there are none. */
export function shownRows(repo: Repository): Html {
  const row = (address: string, name: string, note: string): Html =>
    html`<a href="/${repo.fullName}/${address}"
      ><span class="grow"><b>${name}</b></span> <span class="soft">${note}</span></a
    >`;
  const releases = repo.releases.map(({ tag, name }: Release) => row(`releases/tag/${tag}`, tag, name));
  const packages = repo.shown.packages.map((shown) =>
    row(`pkgs/container/${shown.name}`, shown.image, access(shown)),
  );
  return html`${section('Packages', packages)} ${section('Releases', releases)}`;
}

function section(title: string, rows: readonly Html[]): Html {
  if (rows.length === 0) return html``;
  return html`<h2>${title}</h2>
    <div class="card rows">${rows}</div>`;
}
