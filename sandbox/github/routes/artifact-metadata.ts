import { GitHubRefusal, notFound, ok, unprocessable, type GitHubAnswer } from '../http/answer.ts';
import { optionalText, requiredText } from '../http/body.ts';
import { callerRoute, param, type Call, type GitHubRoute } from '../http/call.ts';
import { grants, notAccessible } from '../permissions.ts';
import type { DeploymentRecord } from '../sandbox-github.ts';

const WRITE = [{ permission: 'artifact_metadata', level: 'write' }] as const;

export const artifactMetadataRoutes: readonly GitHubRoute[] = [
  callerRoute(
    'POST /orgs/{org}/artifacts/metadata/deployment-record',
    'orgs/artifact-metadata#create-an-artifact-deployment-record',
    record,
  ),
];

/** A person's account has none: only an organization has. The same names are one record. */
function record(call: Call): GitHubAnswer {
  const organization = call.github.people.get(param(call, 'org').toLowerCase());
  if (organization?.type !== 'Organization') throw notFound();
  if (call.actor.kind === 'anonymous') throw new GitHubRefusal(401, 'Requires authentication');
  if (!WRITE.some((need) => grants(call.actor, need))) throw notAccessible(call.actor, WRITE);
  const status = requiredText(call.body, 'status');
  if (!['deployed', 'decommissioned'].includes(status))
    throw unprocessable(`Invalid request.\n\n${status} is not a member of ["deployed", "decommissioned"].`);
  const made: DeploymentRecord = {
    organization: organization.login,
    name: requiredText(call.body, 'name'),
    digest: requiredText(call.body, 'digest'),
    version: optionalText(call.body, 'version') ?? '',
    status,
    environment: requiredText(call.body, 'logical_environment'),
    cluster: optionalText(call.body, 'cluster') ?? '',
    deployment: requiredText(call.body, 'deployment_name'),
  };
  if (!/^sha256:[a-f0-9]{64}$/.test(made.digest))
    throw unprocessable(`Invalid request.\n\n${made.digest} does not match /^sha256:[a-f0-9]{64}$/.`);
  const key = keyOf(made);
  const known = call.github.deploymentRecords.findIndex((other) => keyOf(other) === key);
  call.github.deploymentRecords.splice(known === -1 ? Infinity : known, 1, made);
  return ok({ total_count: 1 });
}

function keyOf({ organization, environment, cluster, deployment }: DeploymentRecord): string {
  return JSON.stringify([organization, environment, cluster, deployment]);
}
