import type { ObjectStore } from '../git/object-store.ts';
import { editTree, type TreeChange } from '../git/tree-edit.ts';
import { entryType, type TreeMode } from '../git/tree-format.ts';
import { gitText } from '../git/run-git.ts';
import { isWorkflowPath } from '../actions/workflow-files.ts';
import { findCommit, requireCommits } from '../actions/revisions.ts';
import { BAD_GATEWAY, created, notFound, ok, unprocessable, type GitHubAnswer } from '../http/answer.ts';
import { optionalText, requiredObjects, requiredText, type Body } from '../http/body.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { allowed, notAccessible } from '../permissions.ts';
import { repositoryUrl } from '../shapes/repository.ts';

/** A recursive listing stops here and says that it is truncated. */
const MOST_ENTRIES = 100_000;
/** About what was seen: more files with their text, or more bytes of them, are cut off with 502. */
const MOST_TEXTS = 200;
const MOST_BYTES = 2_000_000;
const MODES: readonly string[] = ['100644', '100755', '040000', '160000', '120000'];

export const treeRoutes: readonly GitHubRoute[] = [
  repositoryRoute(
    'GET /repo/git/trees/{tree_sha}',
    'git/trees#get-a-tree',
    [{ permission: 'contents', level: 'read' }],
    getTree,
  ),
  repositoryRoute(
    'POST /repo/git/trees',
    'git/trees#create-a-tree',
    [{ permission: 'contents', level: 'write' }],
    createTree,
  ),
];

async function getTree(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const name = param(call, 'tree_sha');
  const commit = await findCommit(call.repo, name);
  const tree = commit?.tree ?? (await treeId(call, name));
  if (tree === undefined) throw notFound();
  const recursive = call.query.has('recursive');
  return ok(await treeShape(call, tree, recursive));
}

async function treeId(call: RepositoryCall, name: string): Promise<string | undefined> {
  const object = /^[0-9a-f]{40}$/.test(name) ? await call.repo.store.info(name) : undefined;
  return object?.type === 'tree' ? object.oid : undefined;
}

async function treeShape(call: RepositoryCall, tree: string, recursive: boolean) {
  const url = `${repositoryUrl(call.github, call.repo)}/git`;
  const listed = recursive
    ? await everyEntry(call.repo.store, tree)
    : await ownEntries(call.repo.store, tree);
  const entries = listed.slice(0, MOST_ENTRIES).map(({ path, mode, type, sha, size }) => {
    const known = type === 'blob' ? { size } : {};
    const address = type === 'commit' ? {} : { url: `${url}/${type}s/${sha}` };
    return { path, mode, type, sha, ...known, ...address };
  });
  return { sha: tree, url: `${url}/trees/${tree}`, tree: entries, truncated: listed.length > MOST_ENTRIES };
}

interface ListedEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number;
}

async function everyEntry(store: ObjectStore, tree: string): Promise<ListedEntry[]> {
  const args = ['ls-tree', '-r', '-t', '-l', '-z', '--full-tree', tree];
  const lines = (await gitText(store.gitDirectory, args)).split('\0').filter((line) => line !== '');
  return lines.map((line) => {
    const [facts = '', path = ''] = splitAt(line, '\t');
    const [mode = '', type = '', sha = '', size = '-'] = facts.split(/ +/);
    return { path, mode, type, sha, size: Number(size) };
  });
}

/** One folder, without a process: most trees are asked for just after they were made. */
async function ownEntries(store: ObjectStore, tree: string): Promise<ListedEntry[]> {
  const entries = (await store.tree(tree)) ?? [];
  return Promise.all(
    entries.map(async ({ name, mode, oid }) => {
      const type = entryType(mode);
      const size = type === 'blob' ? ((await store.info(oid))?.size ?? 0) : 0;
      return { path: name, mode, type, sha: oid, size };
    }),
  );
}

async function createTree(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const { store } = call.repo;
  const base = optionalText(call.body, 'base_tree');
  if (base !== undefined && (await store.tree(base)) === undefined) {
    throw unprocessable('base_tree is not a valid tree oid');
  }
  const entries = requiredObjects(call.body, 'tree');
  if (takesTooLong(entries)) return BAD_GATEWAY;
  const changes: TreeChange[] = [];
  for (const entry of entries) changes.push(await readEntry(call, entry));
  const outcome = await editTree(store, base, changes);
  if (outcome.kind === 'malformed-path') throw unprocessable('tree.path contains a malformed path component');
  if (outcome.kind === 'nothing-to-remove') throw unprocessable('GitRPC::BadObjectState');
  return created(await treeShape(call, outcome.oid, false));
}

/** GitHub has ten seconds for a request, and writes each file of a tree as an object of its own. */
function takesTooLong(entries: readonly Body[]): boolean {
  const texts = entries.flatMap((entry) => optionalText(entry, 'content') ?? []);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return texts.length > MOST_TEXTS || bytes > MOST_BYTES;
}

async function readEntry(call: RepositoryCall, entry: Body): Promise<TreeChange> {
  const path = requiredText(entry, 'path');
  if (isWorkflowPath(path)) requireWorkflows(call);
  const content = optionalText(entry, 'content');
  if (content === undefined && entry['sha'] === null) return { kind: 'remove', path };
  const mode = optionalText(entry, 'mode') ?? '100644';
  if (!isMode(mode)) throw unprocessable('Must supply a valid tree.mode');
  const sha = optionalText(entry, 'sha');
  if (content !== undefined && sha !== undefined)
    throw unprocessable('Must supply either tree.sha or tree.content');
  if (content !== undefined) {
    return { kind: 'put', path, mode, oid: await call.repo.store.writeBlob(Buffer.from(content)) };
  }
  if (sha === undefined) throw unprocessable('Must supply either tree.sha or tree.content');
  const type = entryType(mode);
  const object = type === 'commit' ? undefined : await call.repo.store.info(sha);
  if (type !== 'commit' && object?.type !== type)
    throw unprocessable(`tree.sha ${sha} is not a valid ${type}`);
  return { kind: 'put', path, mode, oid: sha };
}

function requireWorkflows(call: RepositoryCall): void {
  const needs = [{ permission: 'workflows', level: 'write' }] as const;
  if (!allowed(call.actor, call.repo, needs)) throw notAccessible(call.actor, needs);
}

function isMode(text: string): text is TreeMode {
  return MODES.includes(text);
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
