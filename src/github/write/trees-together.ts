import { z } from 'zod';
import { groupBy } from '../../errors/group-by.ts';
import type { Api } from '../transport/api.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { type CommitFile, fitsIntoOneTree, type NewCommit, treeEntry } from './commit-files.ts';

/**
 * Trees of which each folder is the same base tree, by repository and base: `0`, `1`, … hold one commit each
 * while its files are written. A run makes one for all of its requests. Undefined where that did not work
 * once: then each tree is made alone.
 */
export type SideBySide = Map<string, string | undefined>;

/** Folders side by side, and so the most trees that one request makes. */
const FOLDERS = 10;
/** Fewer are not worth a request for the folders. */
const WORTH_FOLDERS = 3;

/**
 * Makes the trees of several commits on the same base in one request: GitHub takes one tree a request, but
 * answers with the id of each folder in it. So the base stands in a tree several times, and the files of each
 * commit are written into a folder of their own. Returns the tree of each commit; undefined where GitHub did
 * not plainly answer with it, or where it is not worth it: then it is made alone.
 */
export async function writeTreesTogether(
  api: Api,
  sideBySide: SideBySide,
  commits: readonly NewCommit[],
): Promise<ReadonlyMap<NewCommit, string>> {
  const trees = new Map<NewCommit, string>();
  const alike = groupBy(commits.filter(isShareable), ({ repository, base }) => `${repository} ${base.tree}`);
  for (const [key, group] of alike) {
    for (const batch of batchesOf(group)) {
      if (!sideBySide.has(key)) {
        if (batch.length < WORTH_FOLDERS) continue;
        sideBySide.set(key, await makeFolders(api, batch));
      }
      const folders = sideBySide.get(key);
      if (folders === undefined) continue;
      const filled = await fillFolders(api, folders, batch);
      if (filled.length < batch.length) sideBySide.set(key, undefined);
      for (const [commit, tree] of filled) trees.set(commit, tree);
    }
  }
  return trees;
}

/** GitHub tells a workflow by its path, which is another one in a folder. */
function isShareable({ files }: NewCommit): boolean {
  return files.length > 0 && !files.some(({ path }) => path.startsWith('.github/'));
}

function batchesOf(commits: readonly NewCommit[]): readonly (readonly NewCommit[])[] {
  const batches: NewCommit[][] = [];
  let files: CommitFile[] = [];
  for (const commit of commits) {
    const current = batches.at(-1);
    const together = [...files, ...commit.files];
    if (current !== undefined && current.length < FOLDERS && fitsIntoOneTree(together)) {
      current.push(commit);
      files = together;
    } else {
      batches.push([commit]);
      files = [...commit.files];
    }
  }
  return batches.filter((batch) => batch.length > 1);
}

const madeTree = z.object({ sha: z.string() });

async function makeFolders(api: Api, batch: readonly NewCommit[]): Promise<string | undefined> {
  const [first] = batch;
  if (first === undefined) return undefined;
  const { repository, base } = first;
  const tree = Array.from({ length: FOLDERS }, (_, index) => ({
    path: String(index),
    mode: '040000',
    type: 'tree',
    sha: base.tree,
  }));
  const answer = await post(api, repository, { tree });
  return madeTree.safeParse(answer).data?.sha;
}

const filledTree = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string().optional() })),
});

async function fillFolders(
  api: Api,
  folders: string,
  batch: readonly NewCommit[],
): Promise<readonly (readonly [NewCommit, string])[]> {
  const tree = batch.flatMap(({ files }, index) =>
    files.map((file) => treeEntry({ ...file, path: `${index}/${file.path}` })),
  );
  const answer = await post(api, batch[0]?.repository ?? '', { base_tree: folders, tree });
  const filled = filledTree.safeParse(answer).data?.tree ?? [];
  return batch.flatMap((commit, index) => {
    const found = filled.find(({ path, type }) => path === String(index) && type === 'tree');
    return found?.sha === undefined ? [] : [[commit, found.sha] as const];
  });
}

/**
 * Sends it once; undefined where GitHub did not say what it made. Trees that nothing points to are invisible.
 */
async function post(api: Api, repository: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
  const operation: Operation = {
    doing: `write the files of several commits in ${repository}`,
    repository,
    permission: 'contents: write',
  };
  const parameters = { ...ownerAndRepo(repository), ...body };
  const request = { kind: 'rest', route: 'POST /repos/{owner}/{repo}/git/trees', parameters } as const;
  const answer = await api.attempt(operation, request);
  return answer.kind === 'ok' ? answer.data : undefined;
}
