import { z } from 'zod';
import type { Api } from '../transport/api.ts';
import { nodes, present } from './lane-fields.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';

/** Lines of a file, counted from 1, both included, and the commit that changed them last. */
export interface BlamedLines {
  readonly first: number;
  readonly last: number;
  readonly oid: string;
}

/** When a commit came to the base branch. */
export interface Arrival {
  readonly oid: string;
  readonly url: string;
  /**
   * When its content was on the base branch: the moment its pull request was merged, because a merge keeps the date at which
   * the commit was made; the commit's own date where it was pushed.
   */
  readonly at: Date;
  /** The commit of the base branch that brought it: itself, or the merge. */
  readonly by: string;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
}

/** Files in one request: each costs GitHub a walk through the file's history. */
const CHUNK = 40;
const COMMITS = 100;

const blameSchema = z.object({
  ranges: z.array(
    z.object({ startingLine: z.number(), endingLine: z.number(), commit: z.object({ oid: z.string() }) }),
  ),
});
const aliases = z.object({ repository: z.record(z.string(), z.unknown()) });

/** Which commit changed each line last, for each of the files at a commit: one request for every forty of them. */
export async function blameFiles(
  api: Api,
  repository: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly BlamedLines[]>> {
  const operation: Operation = {
    doing: `read since when ${repository} declares its images`,
    repository,
    permission: 'contents: read',
  };
  const found = new Map<string, readonly BlamedLines[]>();
  for (let start = 0; start < paths.length; start += CHUNK) {
    const chunk = paths.slice(start, start + CHUNK);
    const fields = chunk.map(
      (path, index) =>
        `blame${index}: blame(path: ${JSON.stringify(path)}) { ranges { startingLine endingLine commit { oid } } }`,
    );
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { object(oid: ${JSON.stringify(commit)}) { ... on Commit { ${fields.join('\n')} } } } }`;
    const schema = z.object({
      repository: z.object({ object: z.record(z.string(), z.unknown()).nullable() }),
    });
    const { data } = await api.query(operation, query, ownerAndName(repository), schema);
    for (const [index, path] of chunk.entries()) {
      const blame = blameSchema.safeParse(data.repository.object?.[`blame${index}`]).data;
      found.set(
        path,
        (blame?.ranges ?? []).map(({ startingLine, endingLine, commit: { oid } }) => ({
          first: startingLine,
          last: endingLine,
          oid,
        })),
      );
    }
  }
  return found;
}

const arrivalSchema = z.object({
  oid: z.string(),
  url: z.string(),
  committedDate: z.string(),
  associatedPullRequests: nodes(
    z.object({
      number: z.number(),
      url: z.string(),
      baseRefName: z.string(),
      mergedAt: z.string().nullable(),
      mergeCommit: z.object({ oid: z.string() }).nullable(),
    }),
  ).optional(),
});

/** When each of the commits came to the base branch; a commit that is not there is left out. */
export async function arrivals(
  api: Api,
  repository: string,
  branch: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, Arrival>> {
  const operation: Operation = {
    doing: `read when commits came to ${branch} of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const found = new Map<string, Arrival>();
  for (let start = 0; start < commits.length; start += COMMITS) {
    const chunk = commits.slice(start, start + COMMITS);
    const fields = chunk.map(
      (oid, index) =>
        `commit${index}: object(oid: ${JSON.stringify(oid)}) { ... on Commit { oid url committedDate associatedPullRequests(first: 5) { nodes { number url baseRefName mergedAt mergeCommit { oid } } } } }`,
    );
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${fields.join('\n')} } }`;
    const { data } = await api.query(operation, query, ownerAndName(repository), aliases);
    for (const value of Object.values(data.repository)) {
      const commit = arrivalSchema.safeParse(value).data;
      if (commit !== undefined) found.set(commit.oid, arrivalOf(commit, branch));
    }
  }
  return found;
}

function arrivalOf(commit: z.infer<typeof arrivalSchema>, branch: string): Arrival {
  const { oid, url, committedDate } = commit;
  const merged = present(commit.associatedPullRequests ?? null)
    .filter(({ baseRefName, mergedAt }) => baseRefName === branch && mergedAt !== null)
    .sort((a, b) => Date.parse(a.mergedAt ?? '') - Date.parse(b.mergedAt ?? ''));
  const [pull] = merged;
  const times = [Date.parse(committedDate), Date.parse(pull?.mergedAt ?? committedDate)];
  return {
    oid,
    url,
    at: new Date(Math.max(...times)),
    by: pull?.mergeCommit?.oid ?? oid,
    pull: pull === undefined ? undefined : { number: pull.number, url: pull.url },
  };
}
