import { z } from 'zod';
import type { Api } from '../transport/api.ts';
import { literal } from '../transport/graphql.ts';
import type { Operation } from '../transport/operation.ts';
import { askForAll, part } from './ask-for-many.ts';

/** A file at a commit. */
export interface FileAt {
  readonly commit: string;
  readonly path: string;
}

/** Files in one request. */
const CHUNK = 250;

/** The object id of a file at a commit; undefined where there is no such file. */
export const oidSchema = z
  .object({ oid: z.string() })
  .nullish()
  .transform((file) => file?.oid);

/**
 * The object ids of files at commits, in the order they were asked for; undefined where there is no such
 * file.
 */
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
  const parts = files.map(({ commit, path }) =>
    part(`object(expression: ${literal(`${commit}:${path}`)}) { oid }`, oidSchema),
  );
  return askForAll(api, { operation, atOnce: CHUNK }, parts);
}
