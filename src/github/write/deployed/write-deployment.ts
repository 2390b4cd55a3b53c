import { z } from 'zod';
import { settle } from '../../transport/settle.ts';
import type { Api } from '../../transport/api.ts';
import { explainRefusal } from '../../transport/explain.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';
import type { DeploymentStatus } from '../../read/deployed/deployments.ts';

/** A Deployment to be there once: its commit, environment, task and payload tell it from any other. */
export interface NewDeployment {
  readonly repository: string;
  readonly commit: string;
  readonly environment: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, string>>;
  readonly description: string;
  readonly isProduction: boolean;
}

const idSchema = z.object({ id: z.number() });
const listSchema = z.array(z.object({ id: z.number(), payload: z.unknown() }));
const statusesSchema = z.array(z.object({ state: z.string(), description: z.string().nullable() }));

/**
 * Makes a Deployment, and returns its number. Two runs that make the same at once leave one: each looks after
 * it has written, and the first of all stays. GitHub merges nothing into the commit, and waits for no checks.
 */
export async function writeDeployment(api: Api, deployment: NewDeployment): Promise<number> {
  const { repository, commit, environment, task, payload, description, isProduction } = deployment;
  const operation = operationOn(
    repository,
    `record that ${commit.slice(0, 7)} is deployed to ${environment}`,
  );
  const parameters = {
    ...ownerAndRepo(repository),
    ref: commit,
    ...{ environment, task, payload, description },
    auto_merge: false,
    required_contexts: [],
    transient_environment: false,
    production_environment: isProduction,
  };
  const request = { kind: 'rest', route: 'POST /repos/{owner}/{repo}/deployments', parameters } as const;
  const settled = await settle(api, {
    operation,
    request,
    parse: (data) => idSchema.safeParse(data).data?.id,
    readBack: async () => (await sameDeployments(api, operation, deployment))[0],
  });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
  const [first = settled.value, ...again] = await sameDeployments(api, operation, deployment);
  for (const id of again) await takeBack(api, operation, repository, id);
  return first;
}

/** The same Deployments by their numbers, the first one first. */
async function sameDeployments(
  api: Api,
  operation: Operation,
  { repository, commit, environment, task, payload }: NewDeployment,
): Promise<readonly number[]> {
  const found = await api.read(
    operation,
    'GET /repos/{owner}/{repo}/deployments',
    { ...ownerAndRepo(repository), sha: commit, environment, task, per_page: 100 },
    listSchema,
  );
  const wanted = textOf(payload);
  return found
    .filter((other) => textOf(other.payload) === wanted)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b);
}

/** In whatever order GitHub keeps its keys. */
function textOf(payload: unknown): string {
  const object = z.record(z.string(), z.unknown()).safeParse(payload).data ?? {};
  return JSON.stringify(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** GitHub deletes no Deployment that is active. That it is gone already, by the other run, is as good. */
async function takeBack(api: Api, operation: Operation, repository: string, id: number): Promise<void> {
  const parameters = { ...ownerAndRepo(repository), deployment_id: id };
  await api.attempt(operation, {
    kind: 'rest',
    route: 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    parameters: { ...parameters, state: 'inactive' },
  });
  await api.attempt(operation, {
    kind: 'rest',
    route: 'DELETE /repos/{owner}/{repo}/deployments/{deployment_id}',
    parameters,
  });
}

/** GitHub refuses a longer description. */
const LONGEST_DESCRIPTION = 140;

/**
 * Says how a Deployment is. The others of its environment stay as they are: another image of the same
 * repository would be called inactive.
 */
export async function writeDeploymentStatus(
  api: Api,
  { repository, id }: { readonly repository: string; readonly id: number },
  { state, description, environmentUrl, logUrl }: DeploymentStatus,
): Promise<void> {
  const operation = operationOn(repository, `say how the Deployment ${id} of ${repository} is`);
  const text = [...description].slice(0, LONGEST_DESCRIPTION).join('');
  const place = { ...ownerAndRepo(repository), deployment_id: id };
  const parameters = {
    ...place,
    ...{ state, description: text, auto_inactive: false },
    ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
    ...(logUrl === undefined ? {} : { log_url: logUrl }),
  };
  const route = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
  const settled = await settle(api, {
    operation,
    request: { kind: 'rest', route, parameters },
    parse: (data) => idSchema.safeParse(data).data?.id,
    readBack: async () => {
      const list = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
      const [newest] = await api.read(operation, list, { ...place, per_page: 1 }, statusesSchema);
      return newest?.state === state && newest.description === text ? id : undefined;
    },
  });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
}

function operationOn(repository: string, doing: string): Operation {
  return { doing, repository, permission: 'deployments: write' };
}
