import { expect } from '@jest/globals';
import { z } from 'zod';
import type { SandboxGitHub, SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type ActionRun, runAction } from '../../sandbox/runner/run-action.ts';
import { gitHubStandIn, registryStandIn } from '../stand-ins.ts';
import { yaml } from '../yaml.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { runningImage } from './deployments.ts';
import { fluxObjects } from './flux-objects.ts';
import { WAYBILL_APP } from '../../sandbox/github/waybill-app.ts';

/**
 * A config repo with the environments dev and staging, and the real Flux of each cluster that applies dev.
 */
export interface Road {
  readonly github: SandboxGitHub;
  readonly config: SandboxRepository;
  /** The cluster that is looked at; the first of all. */
  readonly cluster: Cluster;
  readonly clusters: readonly Cluster[];
  /** What Flux was told to do. */
  readonly objects: readonly unknown[];
  /** Of the App that runs Waybill. */
  readonly token: string;
  /** From the tag of a release to its digest. */
  readonly digests: Map<string, string>;
}

/** The files that declare the environments. */
export const DEV = 'envs/dev/kustomization.yaml';
export const STAGING = 'envs/staging/kustomization.yaml';

/** `v1` is declared in both environments; `v2` to `v4` are in the registry. */
export async function openRoad(programs: string, count = 1): Promise<Road> {
  const [github, registry, ...clusters] = await Promise.all([
    gitHubStandIn({ validate: true }),
    registryStandIn({}),
    ...Array.from({ length: count }, () => startCluster(programs)),
  ]);
  const [cluster] = clusters;
  if (cluster === undefined) throw new TypeError('a road has a cluster');
  const digests = new Map(
    ['v1', 'v2', 'v3', 'v4'].map((tag) => [tag, registry.seed('acme/shop', [tag], { content: tag })]),
  );
  const image = `${registry.host}/acme/shop`;
  const config = await github.createRepository('acme/config', files(image, digests.get('v1') ?? ''), {
    private: true,
    plan: 'team',
    allowAutoMerge: true,
  });
  const token = github.grant(WAYBILL_APP);
  const agent = github.grant({
    kind: 'installation',
    login: 'acme-flux[bot]',
    permissions: { contents: 'read', statuses: 'write', metadata: 'read' },
  });
  const objects = fluxObjects({ config, token: agent });
  for (const { kubernetes } of clusters) await kubernetes.apply(...objects);
  return { github, config, cluster, clusters, objects, token, digests };
}

function files(image: string, digest: string): Readonly<Record<string, string>> {
  const declaration = yaml`
    kind: Kustomization
    resources: [workload.yaml]
    images:
      - name: ${image}
        newTag: v1
        digest: ${digest}
  `;
  return {
    'waybill.yaml': yaml`
      version: 1
      images: { shop: { repository: ${image} } }
      environments:
        dev: { files: ["envs/dev/**"], merge: auto, health: ["kustomization/apps/*"] }
        staging: { files: ["envs/staging/**"], after: [dev], merge: auto, gates: { healthy: true } }
    `,
    [DEV]: declaration,
    'envs/dev/workload.yaml': workload('dev', image),
    [STAGING]: declaration,
    'envs/staging/workload.yaml': workload('staging', image),
  };
}

function workload(namespace: string, image: string): string {
  return yaml`
    apiVersion: v1
    kind: Namespace
    metadata: { name: ${namespace} }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: shop, namespace: ${namespace} }
    spec:
      selector: { matchLabels: { app: shop } }
      template:
        metadata: { labels: { app: shop } }
        spec: { containers: [{ name: shop, image: "${image}" }] }
  `;
}

/** Brings a release into dev, as the workflow of the application does. */
export async function release(road: Road, tag: string): Promise<void> {
  const ran = await promote(road, { images: `shop=${tag}`, environment: 'dev' });
  expect(ran.outputs).toMatchObject({ outcome: 'merged' });
  expect(await declares(road, DEV)).toBe(tag);
}

const reportSchema = z.object({
  lanes: z.array(
    z.object({
      environment: z.string(),
      merge: z.string().nullable(),
      gates: z.array(z.object({ gate: z.string(), state: z.string() })),
    }),
  ),
});

/** Runs the workflow of the config repo; returns how staging stands. */
export async function advance(
  road: Road,
): Promise<{ readonly merge: string | null; readonly health: string }> {
  const ran = await promote(road, {});
  const { lanes } = reportSchema.parse(JSON.parse(ran.outputs['json'] ?? ''));
  expect(lanes.map(({ environment }) => environment)).toEqual(['staging']);
  const [lane] = lanes;
  const health = lane?.gates.find(({ gate }) => gate === 'health')?.state ?? 'not asked';
  return { merge: lane?.merge ?? null, health };
}

/** The bundle, as a runner starts it. */
async function promote(
  { github, token }: Road,
  inputs: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  const ran = await runAction('promote', {
    inputs: { 'github-token': token, 'config-repository': 'acme/config', ...inputs },
    env: {
      GITHUB_SERVER_URL: github.url,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_REPOSITORY: 'acme/config',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toMatchObject({ exitCode: 0 });
  return ran;
}

/** The tag that a file declares on the base branch, with its digest. */
export async function declares({ config, digests }: Road, file: string): Promise<string> {
  const text = Buffer.from((await config.read('main', file)) ?? []).toString();
  const tag = /newTag: (.*)/.exec(text)?.[1] ?? '';
  expect(text).toContain(digests.get(tag) ?? 'a digest');
  return tag;
}

/** Waits until Flux has applied a release to the cluster. */
export async function untilRuns({ cluster, digests }: Road, tag: string): Promise<void> {
  const digest = digests.get(tag) ?? '';
  await cluster.until(async () =>
    (await runningImage(cluster.kubernetes))?.endsWith(digest) ? tag : undefined,
  );
}

const statusesSchema = z.array(
  z.object({ context: z.string(), state: z.string(), description: z.string().nullable() }),
);

/**
 * Waits until the newest status of the Kustomization `apps` on the head of the base branch is this one;
 * returns its context.
 */
export async function untilSaid({ cluster, config, github, token }: Road, expected: string): Promise<string> {
  return cluster.until(async () => {
    const [newest] = await saidByFlux({ config, github, token });
    return newest?.said === expected ? newest.context : undefined;
  });
}

/**
 * Waits until the newest statuses that the clusters have posted on the head of the base branch are these, in
 * whatever order; returns their contexts.
 */
export async function untilAllSaid(road: Road, expected: readonly string[]): Promise<readonly string[]> {
  return road.cluster.until(async () => {
    const all = await saidByFlux(road);
    const newest = [...new Map(all.toReversed().map((status) => [status.context, status])).values()];
    const said = newest.map((status) => status.said).toSorted();
    const isSo = JSON.stringify(said) === JSON.stringify(expected.toSorted());
    return isSo ? newest.map(({ context }) => context) : undefined;
  });
}

/** What stands on the head of the base branch about the Kustomization `apps`, the newest first. */
async function saidByFlux({ config, github, token }: Pick<Road, 'config' | 'github' | 'token'>) {
  const head = (await config.head('main')) ?? '';
  const answer = await fetch(`${github.apiUrl}/repos/acme/config/commits/${head}/statuses?per_page=100`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return statusesSchema
    .parse(await answer.json())
    .filter(({ context }) => context.startsWith('kustomization/apps/'))
    .map(({ context, state, description }) => ({ context, said: `${state}, ${description}` }));
}
