import { timestamp } from '../../shapes/people.ts';
import type { Pull, Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { connection, type PageArguments } from './connection.ts';
import type { GraphqlContext } from '../context.ts';
import { actorView } from './people.ts';

/** The merge queue of a branch, with the pull requests that wait in it. */
export function queueView(context: GraphqlContext, repo: Repository, branch: string) {
  const waiting = [...repo.pulls.values()].filter((pull) => pull.queued && pull.baseRef === branch);
  return {
    id: nodeId('MQ', repo.fullName, branch),
    url: `${context.github.url}/${repo.fullName}/queue/${branch}`,
    resourcePath: `/${repo.fullName}/queue/${branch}`,
    nextEntryEstimatedTimeToMerge: null,
    repository: () => context.views.repository(context, repo),
    entries: (args: PageArguments) =>
      connection('entries', waiting, args, (pull) => queueEntryView(context, repo, pull)),
  };
}

export function queueEntryView(context: GraphqlContext, repo: Repository, pull: Pull) {
  const waiting = [...repo.pulls.values()].filter((other) => other.queued && other.baseRef === pull.baseRef);
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MQE', repo.fullName, pull.number),
    position: waiting.indexOf(pull) + 1,
    state: 'AWAITING_CHECKS',
    jump: false,
    solo: false,
    estimatedTimeToMerge: null,
    enqueuedAt: timestamp(pull.updatedAt),
    enqueuer: () => actorView(context, pull.queuedBy ?? pull.author),
    pullRequest: () => context.views.pull(context, repo, pull),
    mergeQueue: () => queueView(context, repo, pull.baseRef),
  };
}
