import { findCommit, requireCommits } from '../actions/revisions.ts';
import { entryAt } from '../git/tree-edit.ts';
import type { TreeEntry } from '../git/tree-format.ts';
import { notFound, ok, GitHubRefusal, type GitHubAnswer } from '../http/answer.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { repositoryUrl } from '../shapes/repository.ts';
import { wrapped } from './objects.ts';

const READ = [{ permission: 'contents', level: 'read' }] as const;
const DOCS = 'repos/contents#get-repository-content';
/** Above this the content is left out, and only the raw media type has it. */
const MOST_INLINE = 1024 * 1024;

export const contentRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/contents/{path}', DOCS, READ, getContents),
];

async function getContents(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const path = param(call, 'path').replace(/^\/+|\/+$/g, '');
  const ref = call.query.get('ref') ?? call.repo.settings.defaultBranch;
  const commit = await findCommit(call.repo, ref);
  if (commit === undefined) throw new GitHubRefusal(404, `No commit found for the ref ${ref}`);
  if (path === '') return listFolder(call, ref, '', commit.tree);
  const entry = await entryAt(call.repo.store, commit.tree, path);
  if (entry === undefined) throw notFound();
  if (entry.mode === '040000') return listFolder(call, ref, path, entry.oid);
  const shape = entryShape(call, ref, path, entry);
  if (entry.mode === '160000') return ok({ ...shape, type: 'submodule', submodule_git_url: null });
  const content = (await call.repo.store.blob(entry.oid)) ?? Buffer.alloc(0);
  if (call.accept.includes('raw')) return { status: 200, bytes: content };
  if (entry.mode === '120000') {
    return ok({ ...shape, type: 'symlink', target: content.toString('utf8'), size: content.length });
  }
  const small = content.length <= MOST_INLINE;
  return ok({
    ...shape,
    type: 'file',
    size: content.length,
    content: small ? wrapped(content) : '',
    encoding: small ? 'base64' : 'none',
  });
}

async function listFolder(
  call: RepositoryCall,
  ref: string,
  path: string,
  tree: string,
): Promise<GitHubAnswer> {
  const entries = (await call.repo.store.tree(tree)) ?? [];
  const shapes = entries.map(async (entry) => {
    const size = entry.mode === '160000' ? 0 : ((await call.repo.store.info(entry.oid))?.size ?? 0);
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    const isFolder = entry.mode === '040000';
    return {
      ...entryShape(call, ref, below, entry),
      size: isFolder ? 0 : size,
      type: isFolder ? 'dir' : 'file',
    };
  });
  return ok(await Promise.all(shapes));
}

function entryShape(call: RepositoryCall, ref: string, path: string, entry: TreeEntry) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const kind = entry.mode === '040000' ? 'trees' : 'blobs';
  const url = `${repositoryUrl(call.github, call.repo)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${repositoryUrl(call.github, call.repo)}/git/${kind}/${entry.oid}`;
  const html = `${call.github.url}/${call.repo.fullName}/${entry.mode === '040000' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  const raw = `${call.github.url}/${call.repo.fullName}/raw/${ref}/${encoded}`;
  return {
    name: entry.name,
    path,
    sha: entry.oid,
    size: 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.mode === '040000' ? null : raw,
    _links: { self: url, git, html },
  };
}
