import { z } from 'zod';
import type { Api } from '../../transport/api.ts';
import { literal, nodes, present } from '../../transport/graphql.ts';
import type { Operation } from '../../transport/operation.ts';
import { askForMany, part } from '../ask-for-many.ts';

/** A merged pull request, and the newest commit that it brought. */
export interface CommitPull {
  readonly number: number;
  readonly url: string;
  readonly commit: string;
}

const AT_ONCE = 30;
const pullSchema = z.object({
  number: z.number(),
  url: z.string(),
  state: z.string(),
  baseRepository: z.object({ nameWithOwner: z.string() }).nullable(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
});
const answer = z.object({ associatedPullRequests: nodes(pullSchema) }).nullable();

/**
 * The merged pull requests of a repository that brought each of some commits. A commit that is not there has
 * none, and neither has one that was pushed to the branch.
 */
export async function commitPulls(
  api: Api,
  repository: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, readonly CommitPull[]>> {
  const operation: Operation = {
    doing: `find the pull requests of commits of ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
  const parts = commits.map((oid) =>
    part(
      `object(oid: ${literal(oid)}) { ... on Commit { associatedPullRequests(first: 10) { nodes { number url state baseRepository { nameWithOwner } mergeCommit { oid } } } } }`,
      answer,
    ),
  );
  const answers = await askForMany(api, { operation, atOnce: AT_ONCE }, parts);
  return new Map(
    commits.map((oid, index) => {
      const found = answers[index];
      if (found?.ok !== true) {
        if (found !== undefined) api.log.warning(found.problem.message);
        return [oid, []];
      }
      const merged = present(found.value?.associatedPullRequests ?? null).filter(
        ({ state, baseRepository }) =>
          state === 'MERGED' && baseRepository?.nameWithOwner.toLowerCase() === repository.toLowerCase(),
      );
      return [
        oid,
        merged.map(({ number, url, mergeCommit }) => ({ number, url, commit: mergeCommit?.oid ?? oid })),
      ];
    }),
  );
}
