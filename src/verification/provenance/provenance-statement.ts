import type { Digest } from '../../image/digest.ts';
import type { RunClaims } from './run-claims.ts';

export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1';

/** The image that a statement is about. */
export interface Subject {
  /** `ghcr.io/acme/api` */
  readonly name: string;
  readonly digest: Digest;
}

/**
 * A statement of provenance (SLSA 1.0, build type "workflow" of GitHub Actions) as `actions/attest` makes it:
 * this run built these bytes. Whoever verifies it takes who built them from the certificate alone.
 */
export function provenanceStatement(subject: Subject, claims: RunClaims, server: string): object {
  const repository = `${server}/${claims.repository}`;
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: subject.name, digest: { sha256: subject.digest.slice('sha256:'.length) } }],
    predicateType: PROVENANCE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          workflow: { ref: claims.ref, repository, path: pathOf(claims.workflow_ref, claims.repository) },
        },
        internalParameters: {
          github: {
            event_name: claims.event_name,
            repository_id: claims.repository_id,
            repository_owner_id: claims.repository_owner_id,
            runner_environment: claims.runner_environment,
          },
        },
        resolvedDependencies: [{ uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } }],
      },
      runDetails: {
        builder: { id: `${server}/${claims.job_workflow_ref}` },
        metadata: {
          invocationId: `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`,
        },
      },
    },
  };
}

/** `acme/shop/.github/workflows/build.yml@refs/heads/main` of `acme/shop`: the part between. */
function pathOf(workflow: string, repository: string): string {
  const [path = ''] = workflow.split('@');
  return path.startsWith(`${repository}/`) ? path.slice(repository.length + 1) : path;
}
