import { timestamp } from '../../shapes/people.ts';
import type { Deployment, Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { connection, type PageArguments } from './connection.ts';
import { mayRead, READ_DEPLOYMENTS, type GraphqlContext } from '../context.ts';
import { actorView } from './people.ts';

export interface DeploymentArguments extends PageArguments {
  readonly environments?: readonly string[] | null;
  readonly orderBy?: { readonly direction: 'ASC' | 'DESC' } | null;
}

/** The Deployments of a repository, or of one commit of it. Whoever may not read them sees none. */
export function deploymentsView(
  context: GraphqlContext,
  repo: Repository,
  args: DeploymentArguments,
  commit?: string,
) {
  mayRead(context, repo, READ_DEPLOYMENTS);
  const found = repo.deployments.filter(
    ({ sha, environment }) =>
      (commit === undefined || sha === commit) &&
      (args.environments == null || args.environments.includes(environment)),
  );
  const sorted = args.orderBy?.direction === 'DESC' ? found.toReversed() : found;
  return connection('deployments', sorted, args, (deployment) => deploymentView(context, repo, deployment));
}

function deploymentView(context: GraphqlContext, repo: Repository, deployment: Deployment) {
  const status = deployment.statuses.at(-1);
  return {
    id: nodeId('DE', repo.fullName, deployment.id),
    databaseId: deployment.id,
    environment: deployment.environment,
    originalEnvironment: deployment.environment,
    latestEnvironment: status?.environment ?? deployment.environment,
    commitOid: deployment.sha,
    task: deployment.task,
    description: deployment.description,
    payload: JSON.stringify(deployment.payload),
    createdAt: timestamp(deployment.createdAt),
    updatedAt: timestamp(status?.createdAt ?? deployment.createdAt),
    creator: () => actorView(context, deployment.creator),
    state: stateOf(status?.state),
    latestStatus: () =>
      status === undefined
        ? null
        : {
            id: nodeId('DES', repo.fullName, status.id),
            state: status.state.toUpperCase(),
            description: status.description,
            environment: status.environment,
            environmentUrl: status.environmentUrl === '' ? null : status.environmentUrl,
            logUrl: status.logUrl === '' ? null : status.logUrl,
            createdAt: timestamp(status.createdAt),
            updatedAt: timestamp(status.createdAt),
            creator: () => actorView(context, status.creator),
          },
  };
}

/** A Deployment that succeeded is active. */
function stateOf(state: string | undefined): string {
  if (state === 'success') return 'ACTIVE';
  return (state ?? 'pending').toUpperCase();
}
