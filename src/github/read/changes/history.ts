import { z } from 'zod';
import type { SourceCommit } from '../../../promotion/pull-request/source-commit.ts';
import { literal } from '../../transport/graphql.ts';

/** What one side of a pair has: its commits, newest first, and whether there are more than were read. */
export interface History {
  readonly commits: readonly SourceCommit[];
  readonly more: boolean;
}

/** Commits that are read of each side: one page. */
const PAGE = 100;

const historySchema = z.object({
  oid: z.string(),
  history: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean() }),
    nodes: z
      .array(
        z
          .object({
            oid: z.string(),
            messageHeadline: z.string(),
            author: z
              .object({ name: z.string().nullable(), user: z.object({ login: z.string() }).nullable() })
              .nullable(),
            associatedPullRequests: z
              .object({ nodes: z.array(z.object({ number: z.number() }).nullable()).nullable() })
              .nullish(),
          })
          .nullable(),
      )
      .nullable(),
  }),
});

/** The newest commits of a commit's history, and with `withPulls` the pull requests that brought them. */
export function historyFields(path: string | undefined, withPulls: boolean): string {
  const filter = path === undefined ? '' : `, path: ${literal(path)}`;
  const pulls = withPulls ? ' associatedPullRequests(first: 1) { nodes { number } }' : '';
  return `... on Commit { oid history(first: ${PAGE}${filter}) { pageInfo { hasNextPage } nodes { oid messageHeadline author { name user { login } }${pulls} } } }`;
}

/** Reads what these fields answer; undefined where there is no such commit. */
export function historyOf(value: unknown): History | undefined {
  const parsed = historySchema.safeParse(value).data;
  if (parsed === undefined) return undefined;
  const commits = (parsed.history.nodes ?? []).filter((node) => node !== null);
  return {
    more: parsed.history.pageInfo.hasNextPage,
    commits: commits.map((commit) => ({
      oid: commit.oid,
      headline: commit.messageHeadline,
      author: commit.author?.user?.login ?? commit.author?.name ?? undefined,
      pull: commit.associatedPullRequests?.nodes?.[0]?.number ?? pullInHeadline(commit.messageHeadline),
    })),
  };
}

/** `Fix the door (#12)` of a squash, `Merge pull request #12 from …` of a merge. */
function pullInHeadline(headline: string): number | undefined {
  const [, squashed, merged] = /\(#(\d{1,9})\)$|^Merge pull request #(\d{1,9}) from /.exec(headline) ?? [];
  const number = squashed ?? merged;
  return number === undefined ? undefined : Number(number);
}
