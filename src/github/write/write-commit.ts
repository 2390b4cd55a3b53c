import { z } from 'zod';
import type { Refused } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainRefusal } from '../transport/explain.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { settle } from '../transport/settle.ts';

/** A file as the commit shall have it. */
interface CommitFile {
  readonly path: string;
  /** The mode it has. */
  readonly mode: string;
  readonly text: string;
}

export interface NewCommit {
  readonly repository: string;
  readonly base: { readonly oid: string; readonly tree: string };
  readonly files: readonly CommitFile[];
  /** The message, once the tree is known. */
  readonly message: (tree: string) => string;
}

export interface WrittenCommit {
  readonly oid: string;
  readonly tree: string;
}

/** Trees with more or larger inline entries time out at GitHub. */
const CHUNK_FILES = 100;
const CHUNK_CHARACTERS = 1_500_000;

const shaSchema = z.object({ sha: z.string() });

/**
 * Makes the objects of a commit: trees from the files' text, with the mode each file has, then the commit,
 * whose only parent is the base. It names no author or committer, so that GitHub signs it for a bot. Objects
 * that no branch points to are invisible, so an unclear answer is followed by making the same object again.
 * Returns the commit's id.
 */
export async function writeCommit(api: Api, commit: NewCommit): Promise<WrittenCommit> {
  const { repository, base } = commit;
  let tree = base.tree;
  for (const files of chunks(commit.files)) tree = await writeTree(api, repository, tree, files);
  const operation = writingIn(repository, 'make the commit');
  const parameters = {
    ...ownerAndRepo(repository),
    message: commit.message(tree),
    tree,
    parents: [base.oid],
  };
  const request = { kind: 'rest', route: 'POST /repos/{owner}/{repo}/git/commits', parameters } as const;
  const settled = await settle(api, { operation, request, parse: shaOf });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
  return { oid: settled.value, tree };
}

async function writeTree(
  api: Api,
  repository: string,
  baseTree: string,
  files: readonly CommitFile[],
): Promise<string> {
  const operation = writingIn(repository, 'write the files');
  const tree = files.map(({ path, mode, text }) => ({ path, mode, type: 'blob', content: text }));
  const parameters = { ...ownerAndRepo(repository), base_tree: baseTree, tree };
  const request = { kind: 'rest', route: 'POST /repos/{owner}/{repo}/git/trees', parameters } as const;
  const settled = await settle(api, { operation, request, parse: shaOf });
  if (!settled.ok) throw explainTree(operation, settled.problem, files);
  return settled.value;
}

function writingIn(repository: string, doing: string): Operation {
  return { doing: `${doing} in ${repository}`, repository, permission: 'contents: write' };
}

function shaOf(data: unknown): string | undefined {
  return shaSchema.safeParse(data).data?.sha;
}

function explainTree(operation: Operation, refused: Refused, files: readonly CommitFile[]): WaybillError {
  const workflow = files.find(({ path }) => path.startsWith('.github/workflows/'));
  if (workflow === undefined || refused.status === 401) return explainRefusal(operation, refused);
  return new WaybillError(
    'PERMISSION_MISSING',
    `The token may not write ${workflow.path}: ${refused.message}`,
    {
      hint: 'Files below .github/workflows need the permission "workflows: write", which the workflow\'s own token never has.',
    },
  );
}

function chunks(files: readonly CommitFile[]): readonly (readonly CommitFile[])[] {
  const result: CommitFile[][] = [];
  let characters = Infinity;
  for (const file of files) {
    const current = result.at(-1);
    if (
      current !== undefined &&
      current.length < CHUNK_FILES &&
      characters + file.text.length <= CHUNK_CHARACTERS
    ) {
      current.push(file);
      characters += file.text.length;
    } else {
      result.push([file]);
      characters = file.text.length;
    }
  }
  return result;
}
