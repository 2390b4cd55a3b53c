import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { type Operation, ownerAndName } from '../../transport/operation.ts';

const schema = z.object({
  repository: z.object({
    pullRequest: z.object({ mergeCommit: z.object({ oid: z.string() }).nullable() }).nullable(),
  }),
});

/** The commit by which a pull request was merged; undefined where it is not. */
export async function pullCommit(api: Api, repository: string, number: number): Promise<string | undefined> {
  const operation: Operation = {
    doing: `read pull request #${number} of ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequest(number: ${number}) { mergeCommit { oid } } } }`;
  const { data } = await api.query(operation, query, ownerAndName(repository), schema);
  return data.repository.pullRequest?.mergeCommit?.oid;
}
