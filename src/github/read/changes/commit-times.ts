import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { literal } from '../../transport/graphql.ts';
import type { Operation } from '../../transport/operation.ts';
import { askForAll, part } from '../ask-for-many.ts';

const COMMITS = 100;

const schema = z
  .union([z.object({ oid: z.string(), committedDate: z.string() }), z.strictObject({})])
  .nullish()
  .transform((found) => (found !== null && found !== undefined && 'oid' in found ? found : undefined));

/**
 * When commits were made, by their ids: one request for a hundred. One that the repository does not have is
 * left out. Throws where the repository cannot be read.
 */
export async function commitTimes(
  api: Api,
  repository: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const operation: Operation = {
    doing: `read when commits of ${repository} were made`,
    repository,
    permission: 'contents: read',
  };
  const parts = commits.map((oid) =>
    part(`object(oid: ${literal(oid)}) { ... on Commit { oid committedDate } }`, schema),
  );
  const found = await askForAll(api, { operation, atOnce: COMMITS }, parts);
  return new Map(
    found.flatMap((commit) =>
      commit === undefined ? [] : [[commit.oid, new Date(commit.committedDate)] as const],
    ),
  );
}
