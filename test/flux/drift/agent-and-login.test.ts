import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { withReal } from '../../with-real.ts';
import { yaml } from '../../yaml.ts';
import { findFlux } from '../find-flux.ts';
import { findKubectl } from './find-kubectl.ts';
import { type DriftLab, startDriftLab } from './lab.ts';
import { objectsOf } from './read-report.ts';

const [flux, kubectl] = [findFlux(), findKubectl()];

const configMap = (name: string, value: string): string => yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: ${name}
    labels: { kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: shop }
  data: { a: ${value} }
`;
const SECRET = yaml`
  apiVersion: v1
  kind: Secret
  metadata: { name: token }
  stringData: { a: hunter2-here }
`;
const AGENT = yaml`
  apiVersion: kustomize.toolkit.fluxcd.io/v1
  kind: Kustomization
  metadata: { name: apps, namespace: shop }
  spec:
    interval: 10m
    prune: true
    path: ./envs/prod
    targetNamespace: shop
    sourceRef: { kind: GitRepository, name: config }
`;
/** Who may read ConfigMaps, and nothing else. */
const READER = yaml`
  apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata: { name: reader }
  rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, list] }]
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: { name: reader }
  roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
  subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: reader }]
`;

withReal('the agent and the login that drift works with', [flux, kubectl], () => {
  let lab: DriftLab;
  const inRepository = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: lab.folder,
      encoding: 'utf8',
    }).trim();

  beforeAll(async () => {
    if (!flux.there || !kubectl.there) return;
    lab = await startDriftLab(flux.use, kubectl.use);
    await lab.kubectl(['create', 'namespace', 'shop']);
    for (const file of readdirSync(join(flux.use, 'definitions')).filter((name) =>
      name.startsWith('kustomize'),
    ))
      await lab.kubectl(['apply', '--server-side', '-f', join(flux.use, 'definitions', file)]);
    await lab.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=120s']);
    await mkdir(join(lab.folder, 'envs', 'prod'), { recursive: true });
    const file = join(lab.folder, 'envs', 'prod', 'settings.yaml');
    await writeFile(file, configMap('settings', 'applied'));
    inRepository('init', '--quiet', '--initial-branch=main');
    inRepository('add', 'envs');
    inRepository('commit', '--quiet', '-m', 'Declare settings');
    const commit = inRepository('rev-parse', 'HEAD');
    await writeFile(file, configMap('settings', 'merged since'));
    const objects = [configMap('settings', 'applied'), configMap('left', 'x'), SECRET, AGENT, READER];
    await lab.kubectl(['apply', '--namespace', 'shop', '-f', '-'], objects.join('---\n'));
    await lab.kubectl([
      ...['patch', 'kustomizations.kustomize.toolkit.fluxcd.io', 'apps', '--namespace', 'shop'],
      ...['--subresource=status', '--type=merge', '--patch'],
      JSON.stringify({ status: { lastAppliedRevision: `main@sha1:${commit}` } }),
    ]);
  }, 300_000);

  test('what the agent has not applied yet is no drift, and what it left behind is', async () => {
    const { code, out } = await lab.drift('--agent', 'kustomization/shop/apps', '--json');
    if (!out.includes('objects')) throw new Error(out);
    const states = objectsOf(out).map(({ name, state }) => `${name} ${state}`);
    expect(states).toEqual(['left undeclared']);
    expect(code).toBe(2);
  }, 60_000);

  test('the files of the working tree are compared where no agent is named', async () => {
    const { out } = await lab.drift('envs/prod', '--namespace', 'shop', '--json');
    const settings = objectsOf(out).find(({ name }) => name === 'settings');
    expect(settings?.differences.map(({ path }) => path)).toEqual(['data.a']);
  }, 60_000);

  test('what a login may not read is unknown, and never as declared', async () => {
    const kubeconfig = JSON.parse(readFileSync(join(lab.folder, 'kubeconfig'), 'utf8')) as {
      readonly users: readonly { readonly user: object }[];
    };
    const users = kubeconfig.users.map((entry) => ({ ...entry, user: { ...entry.user, as: 'reader' } }));
    await writeFile(join(lab.folder, 'reader'), JSON.stringify({ ...kubeconfig, users }));
    await mkdir(join(lab.folder, 'own'));
    const declared = [configMap('settings', 'applied'), configMap('left', 'x'), SECRET].join('---\n');
    await writeFile(join(lab.folder, 'own', 'all.yaml'), declared);
    const { code, out } = await lab.driftAs('reader', 'own', '--namespace', 'shop', '--json');
    expect(objectsOf(out)).toMatchObject([
      { name: 'token', state: 'unknown', note: expect.stringContaining('forbidden') as unknown },
    ]);
    expect(code).toBe(1);
    expect(out).not.toContain('hunter2');
  }, 60_000);

  test('a cluster that does not answer is an error', async () => {
    await writeFile(
      join(lab.folder, 'nowhere'),
      readFileSync(join(lab.folder, 'kubeconfig'), 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'),
    );
    const { code, err } = await lab.driftAs('nowhere', 'envs/prod', '--namespace', 'shop');
    expect(err).toContain('CLUSTER_UNREADABLE');
    expect(code).toBe(1);
  }, 60_000);
});
