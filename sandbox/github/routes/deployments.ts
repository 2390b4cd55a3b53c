import { findCommit, requireCommits } from '../actions/revisions.ts';
import { MAX_DESCRIPTION } from '../actions/statuses.ts';
import {
  created,
  NO_CONTENT,
  notFound,
  ok,
  GitHubRefusal,
  validationFailed,
  type GitHubAnswer,
} from '../http/answer.ts';
import { isObject, optionalFlag, optionalText, optionalTexts, requiredText } from '../http/body.ts';
import { numberParam, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { listAnswer } from '../http/paging.ts';
import { combinedState, deploymentShape, deploymentStatusShape, latestStatuses } from '../shapes/status.ts';
import type { Deployment } from '../state/model.ts';

const READ = [{ permission: 'deployments', level: 'read' }] as const;
const WRITE = [{ permission: 'deployments', level: 'write' }] as const;
const ONE = '/repo/deployments/{deployment_id}';
const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];

export const deploymentRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/deployments', 'deployments/deployments#list-deployments', READ, list),
  repositoryRoute('POST /repo/deployments', 'deployments/deployments#create-a-deployment', WRITE, create),
  repositoryRoute(`GET ${ONE}`, 'deployments/deployments#get-a-deployment', READ, getOne),
  repositoryRoute(`DELETE ${ONE}`, 'deployments/deployments#delete-a-deployment', WRITE, remove),
  repositoryRoute(`GET ${ONE}/statuses`, 'deployments/statuses#list-deployment-statuses', READ, statuses),
  repositoryRoute(
    `POST ${ONE}/statuses`,
    'deployments/statuses#create-a-deployment-status',
    WRITE,
    addStatus,
  ),
];

function list(call: RepositoryCall): GitHubAnswer {
  const wanted = (key: string, value: string): boolean => {
    const asked = call.query.get(key);
    return asked === null || asked === 'none' || asked === value;
  };
  const found = call.repo.deployments.filter(
    (deployment) =>
      wanted('sha', deployment.sha) &&
      wanted('ref', deployment.ref) &&
      wanted('task', deployment.task) &&
      wanted('environment', deployment.environment),
  );
  return listAnswer(call, found.reverse(), (deployment) =>
    deploymentShape(call.github, call.repo, deployment),
  );
}

async function create(call: RepositoryCall): Promise<GitHubAnswer> {
  await requireCommits(call.repo);
  const ref = requiredText(call.body, 'ref');
  const commit = await findCommit(call.repo, ref);
  if (commit === undefined) throw new GitHubRefusal(422, `No ref found for: ${ref}`);
  checkContexts(call, commit.oid);
  const environment = optionalText(call.body, 'environment') ?? 'production';
  const payload = call.body['payload'] ?? {};
  const deployment: Deployment = {
    id: call.github.nextId(),
    ref,
    sha: commit.oid,
    task: optionalText(call.body, 'task') ?? 'deploy',
    environment,
    description: optionalText(call.body, 'description') ?? null,
    payload: isObject(payload) ? payload : String(payload),
    transient: optionalFlag(call.body, 'transient_environment') ?? false,
    production: optionalFlag(call.body, 'production_environment') ?? environment === 'production',
    creator: call.actor.login,
    createdAt: call.github.now(),
    statuses: [],
  };
  call.repo.deployments.push(deployment);
  const shape = deploymentShape(call.github, call.repo, deployment);
  return created(shape, shape.url);
}

/** Without `required_contexts`, every status of the commit must be a success. */
function checkContexts(call: RepositoryCall, sha: string): void {
  const required = optionalTexts(call.body, 'required_contexts');
  const all = latestStatuses(call.repo, sha);
  const looked = all.filter((status) => required === undefined || required.includes(status.context));
  const missing = (required ?? []).filter((context) => !all.some((status) => status.context === context));
  if (missing.length === 0 && (looked.length === 0 || combinedState(looked) === 'success')) return;
  throw new GitHubRefusal(
    409,
    `Conflict: Commit status checks failed for ${optionalText(call.body, 'ref') ?? sha}.`,
  );
}

function getOne(call: RepositoryCall): GitHubAnswer {
  return ok(deploymentShape(call.github, call.repo, deploymentOf(call)));
}

function statuses(call: RepositoryCall): GitHubAnswer {
  const deployment = deploymentOf(call);
  return listAnswer(call, [...deployment.statuses].reverse(), (status) =>
    deploymentStatusShape(call.github, call.repo, deployment, status),
  );
}

function addStatus(call: RepositoryCall): GitHubAnswer {
  const deployment = deploymentOf(call);
  const state = requiredText(call.body, 'state');
  const description = optionalText(call.body, 'description') ?? '';
  const wrong = (field: string, message: string): GitHubRefusal =>
    validationFailed({ resource: 'DeploymentStatus', code: 'custom', field, message });
  if (!STATES.includes(state)) throw wrong('state', 'state is not included in the list');
  if ([...description].length > MAX_DESCRIPTION) {
    throw wrong('description', `description is too long (maximum is ${MAX_DESCRIPTION} characters)`);
  }
  const status = {
    id: call.github.nextId(),
    state,
    description,
    environment: optionalText(call.body, 'environment') ?? deployment.environment,
    environmentUrl: optionalText(call.body, 'environment_url') ?? '',
    logUrl: optionalText(call.body, 'log_url') ?? optionalText(call.body, 'target_url') ?? '',
    creator: call.actor.login,
    createdAt: call.github.now(),
  };
  deployment.statuses.push(status);
  if (state === 'success' && optionalFlag(call.body, 'auto_inactive') !== false) endOthers(call, deployment);
  const shape = deploymentStatusShape(call.github, call.repo, deployment, status);
  return created(shape, shape.url);
}

/** GitHub calls what was in the same environment before inactive, unless it is production or passes by. */
function endOthers({ repo, actor, github }: RepositoryCall, { id, environment }: Deployment): void {
  for (const other of repo.deployments) {
    const isPast =
      other.id < id && other.environment === environment && !other.transient && !other.production;
    const last = other.statuses.at(-1);
    if (!isPast || last === undefined || last.state === 'inactive') continue;
    const status = { ...last, id: github.nextId(), state: 'inactive', description: '', creator: actor.login };
    other.statuses.push({ ...status, createdAt: github.now() });
  }
}

/** What is active stays, unless it is the only one. */
function remove(call: RepositoryCall): GitHubAnswer {
  const deployment = deploymentOf(call);
  const isActive = deployment.statuses.at(-1)?.state === 'success';
  if (isActive && call.repo.deployments.length > 1)
    throw new GitHubRefusal(
      422,
      'We cannot delete an active deployment unless it is the only deployment in a given environment.',
    );
  call.repo.deployments.splice(call.repo.deployments.indexOf(deployment), 1);
  return NO_CONTENT;
}

function deploymentOf(call: RepositoryCall): Deployment {
  const id = numberParam(call, 'deployment_id');
  const found = call.repo.deployments.find((deployment) => deployment.id === id);
  if (found === undefined) throw notFound();
  return found;
}
