import { readInputs } from '../../../src/actions/promote/inputs.ts';
import type { PromoteReport } from '../../../src/lanes/lane-report.ts';
import { promote } from '../../../src/actions/promote/run.ts';
import type { Fault, SandboxRepository, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { fakeRunner, type Stage, withoutWaiting, type Written } from '../stage.ts';
import { yaml } from '../../yaml.ts';

/** A pull request is opened in the request that makes its branch, by a server that does not know it yet. */
export const branchUnseen: Fault = {
  mode: 'stale-read',
  match: ({ operation }) => operation.includes('createPullRequest'),
};

export interface Ran extends Written {
  readonly report: PromoteReport;
  /** How long the run would have waited, in milliseconds. */
  readonly waited: readonly number[];
}

/** Reads inputs as a runner gives them and promotes, with a clock that does not make the test wait. */
export async function run(
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  options: { readonly token?: string; readonly log?: string[] } = {},
): Promise<Ran> {
  const written: Written = { log: options.log ?? [], warnings: [] };
  const waited: number[] = [];
  const runner = fakeRunner(
    stage,
    {
      'github-token': options.token ?? stage.token,
      ...stage.login,
      ...inputs,
    },
    written,
  );
  const { request, connection } = readInputs(runner);
  const collaborators = withoutWaiting(runner, connection, waited);
  return { ...written, waited, report: await promote(request, collaborators) };
}

const DEV = 'envs/dev/kustomization.yaml';

/** A config repo with the image `api` in dev (Kustomize), staging (Helm values) and prod (a workload). */
export async function configRepo(
  stage: Stage,
  name: string,
  digest: string,
  more: Readonly<Record<string, SeedFile>> = {},
): Promise<SandboxRepository> {
  const image = `${stage.images}/api`;
  return stage.github.createRepository(name, {
    'README.md': '# Environments\n',
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${image}, source: acme/shop }
        web: { repository: ${stage.images}/web, source: acme/shop }
        job: { repository: ${stage.images}/job }
      groups:
        shop: [api, web]
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"] }
        prod: { after: [staging], files: ["envs/prod/**"] }
    `,
    [DEV]: yaml`
      kind: Kustomization
      images:
        - name: ${image}
          newTag: v1
          digest: ${digest}
    `,
    'envs/staging/values.yaml': yaml`
      image:
        repository: ${image}
        tag: v1 # shown as a label
        digest: ${digest}
    `,
    'envs/prod/deploy.yaml': yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: api }
      spec:
        template:
          spec:
            containers:
              - name: api
                image: ${image}:v1@${digest}
    `,
    ...more,
  });
}
