import { z } from 'zod';
import type { Api } from '../transport/api.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';

/** A file whose history is asked for, and where to go on in it. */
export interface HistoryQuestion {
  readonly path: string;
  /** `next` of the page before; undefined for the newest commits. */
  readonly after: string | undefined;
}

/** One commit that changed a file: the objects before and after it, undefined where there was no such file. */
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
const historySchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z
    .array(
      z
        .object({
          oid: z.string(),
          url: z.string(),
          committedDate: z.string(),
          message: z.string(),
          file: fileSchema,
          parents: z.object({ nodes: z.array(z.object({ file: fileSchema }).nullable()).nullable() }),
        })
        .nullable(),
    )
    .nullable(),
});

/**
 * The commits below `head` that changed each file, newest first, `count` of each: one request for every twenty files. Each
 * is compared with its first parent, so a commit on a branch that was merged late is not mistaken for what the base
 * branch held at that time.
 */
export async function fileHistories(
  api: Api,
  repository: string,
  head: string,
  files: readonly HistoryQuestion[],
  count: number,
): Promise<readonly FileHistory[]> {
  const operation: Operation = {
    doing: `read what ${repository} declared before`,
    repository,
    permission: 'contents: read',
  };
  const schema = z.object({
    repository: z.object({ object: z.record(z.string(), z.unknown()).nullable() }),
  });
  const found: FileHistory[] = [];
  for (let start = 0; start < files.length; start += CHUNK) {
    const chunk = files.slice(start, start + CHUNK);
    const fields = chunk.map((file, index) => `history${index}: ${historyFields(file, count)}`);
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { object(oid: ${JSON.stringify(head)}) { ... on Commit {\n  ${fields.join('\n  ')}\n} } } }`;
    const { data } = await api.query(operation, query, ownerAndName(repository), schema);
    for (const [index, { path }] of chunk.entries()) {
      found.push(historyOf(path, data.repository.object?.[`history${index}`]));
    }
  }
  return found;
}

function historyFields({ path, after }: HistoryQuestion, count: number): string {
  const file = `file(path: ${JSON.stringify(path)}) { oid }`;
  const cursor = after === undefined ? '' : `, after: ${JSON.stringify(after)}`;
  return `history(path: ${JSON.stringify(path)}, first: ${count}${cursor}) { pageInfo { hasNextPage endCursor } nodes { oid url committedDate message ${file} parents(first: 1) { nodes { ${file} } } } }`;
}

function historyOf(path: string, value: unknown): FileHistory {
  const history = historySchema.safeParse(value).data;
  const { hasNextPage = false, endCursor = null } = history?.pageInfo ?? {};
  return {
    path,
    next: hasNextPage && endCursor !== null ? endCursor : undefined,
    revisions: (history?.nodes ?? []).flatMap((node) => {
      if (node === null) return [];
      const { oid, url, committedDate, message, file, parents } = node;
      const commit = { oid, url, at: new Date(committedDate), message };
      return [{ path, commit, before: parents.nodes?.[0]?.file?.oid, after: file?.oid }];
    }),
  };
}
