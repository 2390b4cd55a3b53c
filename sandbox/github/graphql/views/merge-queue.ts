import { waitingIn } from '../../actions/merge-queue.ts';
import { timestamp } from '../../shapes/people.ts';
import type { Pull, QueueEntry, Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { connection, type PageArguments } from './connection.ts';
import type { GraphqlContext } from '../context.ts';
import { actorView } from './people.ts';

/** The merge queue of a branch, with the pull requests that wait in it. */
export function queueView(context: GraphqlContext, repo: Repository, branch: string) {
  return {
    id: nodeId('MQ', repo.fullName, branch),
    url: `${context.github.url}/${repo.fullName}/queue/${branch}`,
    resourcePath: `/${repo.fullName}/queue/${branch}`,
    nextEntryEstimatedTimeToMerge: null,
    repository: () => context.views.repository(context, repo),
    entries: (args: PageArguments) =>
      connection('entries', waitingIn(repo, branch), args, (pull) =>
        pull.queue === undefined ? null : queueEntryView(context, repo, pull, pull.queue),
      ),
  };
}

export function queueEntryView(context: GraphqlContext, repo: Repository, pull: Pull, entry: QueueEntry) {
  const place = waitingIn(repo, pull.baseRef).indexOf(pull);
  const commitView = async (oid: string | undefined) => {
    const commit = oid === undefined ? undefined : await repo.store.commit(oid);
    return commit === undefined ? null : context.views.commit(context, repo, commit);
  };
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MQE', repo.fullName, pull.number),
    position: place + 1,
    state: () => (entry.group === undefined ? 'QUEUED' : 'AWAITING_CHECKS'),
    jump: false,
    solo: false,
    estimatedTimeToMerge: null,
    enqueuedAt: timestamp(entry.enqueuedAt),
    enqueuer: () => actorView(context, entry.by),
    baseCommit: () => commitView(entry.group?.onto),
    headCommit: () => commitView(entry.group?.commit),
    pullRequest: () => context.views.pull(context, repo, pull),
    mergeQueue: () => queueView(context, repo, pull.baseRef),
  };
}
