import type { ObjectStore } from './object-store.ts';
import { moveRefs, ZERO_OID } from './refs.ts';
import { runGit } from './run-git.ts';
import { editTree, type TreeChange } from './tree-edit.ts';
import type { TreeMode } from './tree-format.ts';

interface SeededFile {
  readonly path: string;
  readonly mode: TreeMode;
  readonly content: Uint8Array;
}

interface FirstCommit {
  readonly branch: string;
  readonly files: readonly SeededFile[];
  readonly who: { readonly name: string; readonly email: string; readonly seconds: number };
}

/** Below this many files, single objects cost less than a process. */
const FEW = 100;

const MESSAGE = 'Initial commit\n';

/** Writes the first commit of a repository: object by object, or with one process as a pack. */
export async function seedRepository(store: ObjectStore, first: FirstCommit): Promise<void> {
  await (first.files.length < FEW ? writeObjects(store, first) : importPack(store, first));
}

async function writeObjects(store: ObjectStore, { branch, files, who }: FirstCommit): Promise<void> {
  const changes: TreeChange[] = [];
  for (const { path, mode, content } of files) {
    changes.push({ kind: 'put', path, mode, oid: await store.writeBlob(content) });
  }
  const outcome = await editTree(store, undefined, changes);
  if (outcome.kind !== 'written') throw new Error(`${outcome.path}: ${outcome.kind}`);
  const author = { ...who, offset: '+0000' };
  const commit = await store.writeCommit({
    tree: outcome.oid,
    parents: [],
    author,
    committer: author,
    message: MESSAGE,
    sign: false,
  });
  const name = `refs/heads/${branch}`;
  if (!(await moveRefs(store, [{ name, before: ZERO_OID, after: commit }]))) {
    throw new Error(`${name} cannot be created`);
  }
}

async function importPack(store: ObjectStore, { branch, files, who }: FirstCommit): Promise<void> {
  const message = Buffer.from(MESSAGE);
  const chunks: Uint8Array[] = [
    Buffer.from(
      `commit refs/heads/${branch}\ncommitter ${who.name} <${who.email}> ${who.seconds} +0000\ndata ${message.length}\n`,
    ),
    message,
  ];
  for (const { path, mode, content } of files) {
    chunks.push(Buffer.from(`M ${mode} inline ${quote(path)}\ndata ${content.length}\n`), content, NEWLINE);
  }
  chunks.push(Buffer.from('\ndone\n'));
  await runGit(store.gitDirectory, ['fast-import', '--quiet', '--done'], Buffer.concat(chunks));
}

const NEWLINE = Buffer.from('\n');

function quote(path: string): string {
  if (!/["\n\\]|^\s/.test(path)) return path;
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
