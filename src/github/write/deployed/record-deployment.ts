import type { Digest } from '../../../image/digest.ts';
import type { Api } from '../../transport/api.ts';
import { explainRefusal } from '../../transport/explain.ts';
import type { Operation } from '../../transport/operation.ts';
import { settle } from '../../transport/settle.ts';

/** What GitHub keeps of an artifact that an organization runs. The names tell one deployment from another. */
export interface DeploymentRecord {
  readonly organization: string;
  /** `owner/name` of the source repository. */
  readonly repository: string;
  /** `registry/repository` of the image. */
  readonly name: string;
  readonly digest: Digest;
  readonly version: string | undefined;
  readonly environment: string;
  readonly cluster: string | undefined;
  readonly deployment: string;
}

/**
 * Tells GitHub which digest an environment runs. The same names are updated in place, so doing it twice comes
 * to the same. False where GitHub keeps no such records: a person's account, a GitHub Enterprise Server, or a
 * token without the permission. That is never an error.
 */
export async function recordDeployment(api: Api, record: DeploymentRecord): Promise<boolean> {
  const { organization, repository, name, digest, version, environment, cluster, deployment } = record;
  const operation: Operation = {
    doing: `record where ${name} is deployed`,
    repository,
    permission: 'artifact-metadata: write',
  };
  const request = {
    kind: 'rest',
    route: 'POST /orgs/{org}/artifacts/metadata/deployment-record',
    parameters: {
      org: organization,
      name: name.slice(0, 256),
      digest,
      status: 'deployed',
      logical_environment: environment.slice(0, 128),
      deployment_name: deployment.slice(0, 256),
      github_repository: repository.slice(repository.indexOf('/') + 1),
      return_records: false,
      ...(version === undefined ? {} : { version: version.slice(0, 100) }),
      ...(cluster === undefined ? {} : { cluster: cluster.slice(0, 128) }),
    },
  } as const;
  // Doing it twice comes to the same as doing it once, so an answer that got lost is asked for again.
  const settled = await settle(api, { operation, request, parse: () => true });
  if (settled.ok) return true;
  // A token that has ended says nothing of what GitHub keeps.
  if (settled.problem.status === 401) throw explainRefusal(operation, settled.problem);
  api.log.debug(`No deployment record of ${name}: ${explainRefusal(operation, settled.problem).message}`);
  return false;
}
