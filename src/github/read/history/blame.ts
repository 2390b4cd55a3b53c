import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { literal, nodes, present } from '../../transport/graphql.ts';
import type { Operation } from '../../transport/operation.ts';
import { askForAll, part } from '../ask-for-many.ts';

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
  readonly message: string;
  /**
   * When its content was on the base branch: the moment its pull request was merged, because a merge keeps
   * the date at which the commit was made; the commit's own date where it was pushed.
   */
  readonly at: Date;
  /** The commit of the base branch that brought it: itself, or the merge. */
  readonly by: string;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
}

/** Files in one request: each costs GitHub a walk through the file's history, and it gives a query 10 s. */
const CHUNK = 8;
const COMMITS = 100;

const rangeSchema = z.object({
  startingLine: z.number(),
  endingLine: z.number(),
  commit: z.object({ oid: z.string() }),
});
const blameSchema = z
  .object({ ranges: z.array(rangeSchema) })
  .nullish()
  .transform((blame) => (blame?.ranges ?? []).map(linesOf));

function linesOf({ startingLine, endingLine, commit }: z.infer<typeof rangeSchema>): BlamedLines {
  return { first: startingLine, last: endingLine, oid: commit.oid };
}

/**
 * Which commit changed each line last, for each of the files at a commit: one request for every eight of
 * them.
 */
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
  const parts = paths.map((path) =>
    part(
      `blame(path: ${literal(path)}) { ranges { startingLine endingLine commit { oid } } }`,
      blameSchema.transform((lines) => ({ path, lines })),
    ),
  );
  const answers = await askForAll(api, { operation, commit, atOnce: CHUNK }, parts);
  return new Map(answers.map(({ path, lines }) => [path, lines]));
}

const commitSchema = z.object({
  oid: z.string(),
  url: z.string(),
  message: z.string(),
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
/** An object that is no commit has none of these fields. */
const arrivalSchema = z
  .union([commitSchema, z.strictObject({}).transform(() => undefined)])
  .nullish()
  .transform((found) => found ?? undefined);

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
  const parts = commits.map((oid) =>
    part(
      `object(oid: ${literal(oid)}) { ... on Commit { oid url message committedDate associatedPullRequests(first: 5) { nodes { number url baseRefName mergedAt mergeCommit { oid } } } } }`,
      arrivalSchema,
    ),
  );
  const answers = await askForAll(api, { operation, atOnce: COMMITS }, parts);
  const known = answers.filter((commit) => commit !== undefined);
  return new Map(known.map((commit) => [commit.oid, arrivalOf(commit, branch)]));
}

function arrivalOf(commit: z.infer<typeof commitSchema>, branch: string): Arrival {
  const { oid, url, message, committedDate } = commit;
  const merged = present(commit.associatedPullRequests ?? null)
    .filter(({ baseRefName, mergedAt }) => baseRefName === branch && mergedAt !== null)
    .sort((a, b) => Date.parse(a.mergedAt ?? '') - Date.parse(b.mergedAt ?? ''));
  const [pull] = merged;
  const times = [Date.parse(committedDate), Date.parse(pull?.mergedAt ?? committedDate)];
  return {
    oid,
    url,
    message,
    at: new Date(Math.max(...times)),
    by: pull?.mergeCommit?.oid ?? oid,
    pull: pull === undefined ? undefined : { number: pull.number, url: pull.url },
  };
}
