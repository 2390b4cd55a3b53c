import type { Commit } from '../../git/commit-format.ts';
import { timestamp } from '../../shapes/people.ts';
import { combinedState, latestStatuses } from '../../shapes/status.ts';
import type { Repository, Status } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { connection, type PageArguments } from './connection.ts';
import type { GraphqlContext } from '../context.ts';
import { actorView } from './people.ts';

/** All statuses of a commit under one state; null when it has none. */
export function rollupView(context: GraphqlContext, repo: Repository, commit: Commit) {
  const statuses = latestStatuses(repo, commit.oid);
  if (statuses.length === 0) return null;
  return {
    id: nodeId('C', repo.fullName, commit.oid, 'rollup'),
    state: combinedState(statuses).toUpperCase(),
    commit: () => context.views.commit(context, repo, commit),
    contexts: (args: PageArguments) => ({
      ...connection('contexts', statuses, args, (status) => contextView(context, repo, commit, status)),
      statusContextCount: statuses.length,
      checkRunCount: 0,
      checkRunCountsByState: [],
      statusContextCountsByState: () => {
        const states = [...new Set(statuses.map(({ state }) => state))];
        return states.map((state) => ({
          state: state.toUpperCase(),
          count: statuses.filter((status) => status.state === state).length,
        }));
      },
    }),
  };
}

export function statusView(context: GraphqlContext, repo: Repository, commit: Commit) {
  const statuses = latestStatuses(repo, commit.oid);
  if (statuses.length === 0) return null;
  return {
    id: nodeId('C', repo.fullName, commit.oid, 'status'),
    state: combinedState(statuses).toUpperCase(),
    commit: () => context.views.commit(context, repo, commit),
    contexts: () => statuses.map((status) => contextView(context, repo, commit, status)),
    context: ({ name }: { name: string }) => {
      const found = statuses.find((status) => status.context === name);
      return found === undefined ? null : contextView(context, repo, commit, found);
    },
  };
}

function contextView(context: GraphqlContext, repo: Repository, commit: Commit, status: Status) {
  return {
    __typename: 'StatusContext',
    id: nodeId('SC', repo.fullName, commit.oid, status.id),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl,
    createdAt: timestamp(status.createdAt),
    creator: () => actorView(context, status.creator),
    commit: () => context.views.commit(context, repo, commit),
    isRequired: (args: { pullRequestNumber?: number | null }) => {
      const pull = args.pullRequestNumber == null ? undefined : repo.pulls.get(args.pullRequestNumber);
      const rule = repo.protections.get(pull?.baseRef ?? repo.settings.defaultBranch);
      return rule?.requiredContexts.includes(status.context) ?? false;
    },
  };
}
