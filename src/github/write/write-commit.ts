import { z } from 'zod';
import { goOnWithEach } from '../../errors/go-on.ts';
import { ok, type Result } from '../../errors/result.ts';
import type { Refused } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainRefusal } from '../transport/explain.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { settle } from '../transport/settle.ts';
import { type CommitFile, type NewCommit, treeEntry, treeParts } from './commit-files.ts';
import { type SideBySide, writeTreesTogether } from './trees-together.ts';

export interface WrittenCommit {
  readonly oid: string;
  readonly tree: string;
}

const shaSchema = z.object({ sha: z.string() });

/**
 * Makes the objects of several commits, their trees together where that saves requests. An error of a commit
 * is its result.
 */
export async function writeCommits(
  api: Api,
  sideBySide: SideBySide,
  commits: readonly NewCommit[],
): Promise<readonly Result<WrittenCommit, unknown>[]> {
  const trees = await writeTreesTogether(api, sideBySide, commits);
  return goOnWithEach(commits.map(ok), (commit) => writeCommit(api, commit, trees.get(commit)));
}

/**
 * Makes the objects of a commit: trees from the files' text, with the mode each file has, then the commit,
 * whose only parent is the base. It names no author or committer, so that GitHub signs it for a bot. Objects
 * that no branch points to are invisible, so an unclear answer is followed by making the same object again.
 * Returns the commit's id.
 */
async function writeCommit(api: Api, commit: NewCommit, made: string | undefined): Promise<WrittenCommit> {
  const { repository, base } = commit;
  const tree = made ?? (await writeTreeAlone(api, commit));
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

async function writeTreeAlone(api: Api, { repository, base, files }: NewCommit): Promise<string> {
  let tree = base.tree;
  for (const part of treeParts(files)) tree = await writeTree(api, repository, tree, part);
  return tree;
}

async function writeTree(
  api: Api,
  repository: string,
  baseTree: string,
  files: readonly CommitFile[],
): Promise<string> {
  const operation = writingIn(repository, 'write the files');
  const tree = files.map(treeEntry);
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
