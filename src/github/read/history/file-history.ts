import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { literal } from '../../transport/graphql.ts';
import type { Operation } from '../../transport/operation.ts';
import { askForAll, part } from '../ask-for-many.ts';

/** A file whose history is asked for, and where to go on in it. */
interface HistoryQuestion {
  readonly path: string;
  /** `next` of the page before; undefined for the newest commits. */
  readonly after: string | undefined;
}

/** Whose histories are read: below the commit `head`, `count` commits of each file. */
export interface FileHistoriesRequest {
  readonly repository: string;
  readonly head: string;
  readonly files: readonly HistoryQuestion[];
  readonly count: number;
}

/**
 * One commit that changed a file: the objects before and after it, undefined where there was no such file.
 */
export interface FileRevision {
  readonly path: string;
  readonly commit: HistoryCommit;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface HistoryCommit {
  readonly oid: string;
  readonly url: string;
  readonly at: Date;
  readonly message: string;
  /** Login of its author, or the name where GitHub knows no user. Foreign text. */
  readonly by: string | undefined;
}

export interface FileHistory {
  readonly path: string;
  /** Newest first. */
  readonly revisions: readonly FileRevision[];
  /** Undefined at the end of the file's history: the commit that made it, under this name. */
  readonly next: string | undefined;
}

/** Files in one request: each costs GitHub a walk through the history. */
const CHUNK = 20;

const fileSchema = z.object({ oid: z.string() }).nullish();
const commitSchema = z.object({
  oid: z.string(),
  url: z.string(),
  committedDate: z.string(),
  message: z.string(),
  author: z
    .object({ name: z.string().nullable(), user: z.object({ login: z.string() }).nullable() })
    .nullish(),
  file: fileSchema,
  parents: z.object({ nodes: z.array(z.object({ file: fileSchema }).nullable()).nullable() }),
});
const historySchema = z
  .object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(commitSchema.nullable()).nullable(),
  })
  .nullish();

/**
 * The commits below `head` that changed each file, newest first, `count` of each: one request for every
 * twenty files. Each is compared with its first parent, so a commit on a branch that was merged late is not
 * mistaken for what the base branch held at that time.
 */
export async function fileHistories(
  api: Api,
  { repository, head, files, count }: FileHistoriesRequest,
): Promise<readonly FileHistory[]> {
  const operation: Operation = {
    doing: `read what ${repository} declared before`,
    repository,
    permission: 'contents: read',
  };
  const parts = files.map((file) =>
    part(
      historyField(file, count),
      historySchema.transform((history) => historyOf(file.path, history)),
    ),
  );
  return askForAll(api, { operation, commit: head, atOnce: CHUNK }, parts);
}

function historyField({ path, after }: HistoryQuestion, count: number): string {
  const file = `file(path: ${literal(path)}) { oid }`;
  const cursor = after === undefined ? '' : `, after: ${literal(after)}`;
  return `history(path: ${literal(path)}, first: ${count}${cursor}) { pageInfo { hasNextPage endCursor } nodes { oid url committedDate message author { name user { login } } ${file} parents(first: 1) { nodes { ${file} } } } }`;
}

function historyOf(path: string, history: z.infer<typeof historySchema>): FileHistory {
  const { hasNextPage = false, endCursor = null } = history?.pageInfo ?? {};
  return {
    path,
    next: hasNextPage && endCursor !== null ? endCursor : undefined,
    revisions: (history?.nodes ?? []).flatMap((node) => {
      if (node === null) return [];
      const { oid, url, committedDate, message, author, file, parents } = node;
      const by = author?.user?.login ?? author?.name ?? undefined;
      const commit = { oid, url, at: new Date(committedDate), message, by };
      return [{ path, commit, before: parents.nodes?.[0]?.file?.oid, after: file?.oid }];
    }),
  };
}
