import { z } from 'zod';
import type { Api } from '../transport/api.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';

/** A file at a commit. */
export interface FileAt {
  readonly commit: string;
  readonly path: string;
}

const CHUNK = 250;

const oidSchema = z.object({ oid: z.string() });

/** The object ids of files at commits, in the order they were asked for; undefined where there is no such file. */
export async function fileOids(
  api: Api,
  repository: string,
  files: readonly FileAt[],
): Promise<readonly (string | undefined)[]> {
  const operation: Operation = {
    doing: `compare the branches of ${repository} with what is to be written`,
    repository,
    permission: 'contents: read',
  };
  const schema = z.object({ repository: z.record(z.string(), z.unknown()) });
  const found: (string | undefined)[] = [];
  for (let start = 0; start < files.length; start += CHUNK) {
    const chunk = files.slice(start, start + CHUNK);
    const fields = chunk.map(
      ({ commit, path }, index) =>
        `file${index}: object(expression: ${JSON.stringify(`${commit}:${path}`)}) { oid }`,
    );
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${fields.join('\n')} } }`;
    const { data } = await api.query(operation, query, ownerAndName(repository), schema);
    found.push(...chunk.map((_, index) => oidSchema.safeParse(data.repository[`file${index}`]).data?.oid));
  }
  return found;
}
