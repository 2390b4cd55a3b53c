import { describe, expect, test } from '@jest/globals';
import { inventoryOf, ownersOf } from '../../src/drift/compare/agent-marks.ts';
import { agentSourceOf } from '../../src/drift/objects/agent-source.ts';
import { kubeObject } from '../../src/drift/objects/kube-object.ts';

function agent(kind: 'Kustomization' | 'Application', rest: object) {
  const apiVersion = kind === 'Kustomization' ? 'kustomize.toolkit.fluxcd.io/v1' : 'argoproj.io/v1alpha1';
  const found = kubeObject({ apiVersion, kind, metadata: { name: 'apps', namespace: 'agents' }, ...rest });
  if (found === undefined) throw new TypeError('no object');
  return found;
}

test('every object of an inventory is known, those of the core group and of the cluster too', () => {
  const ids = ['shop_api_apps_Deployment', 'shop_api__Service', '_shop__Namespace'];
  const roles = ['_system__node_rbac.authorization.k8s.io_ClusterRole', 'no id'];
  const entries = [...ids, ...roles].map((id) => ({ id, v: 'v1' }));
  expect(inventoryOf(agent('Kustomization', { status: { inventory: { entries } } }))).toEqual([
    { namespace: 'shop', name: 'api', group: 'apps', kind: 'Deployment' },
    { namespace: 'shop', name: 'api', group: '', kind: 'Service' },
    { namespace: '', name: 'shop', group: '', kind: 'Namespace' },
    { namespace: '', name: 'system:node', group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
  ]);
});

test.each([
  ['ClusterRole', undefined, 'ClusterRole:prod/system:node', true],
  ['ClusterRole', undefined, 'ClusterRole:prod/other', false],
  ['Role', 'prod', 'Role:prod/system:node', true],
  ['Role', 'prod', 'Role:dev/system:node', false],
])('Argo CD tracks a %s of namespace %s as %s: %s', (kind, namespace, tracked, isOwned) => {
  const group = 'rbac.authorization.k8s.io';
  const annotations = { 'argocd.argoproj.io/tracking-id': `shop:${group}/${tracked}` };
  const metadata = { name: 'system:node', namespace, annotations };
  const object = kubeObject({ apiVersion: `${group}/v1`, kind, metadata });
  const owners = object === undefined ? undefined : ownersOf(object);
  expect(owners).toEqual(isOwned ? ['Argo CD Application shop'] : []);
});

describe('what an agent applies', () => {
  const COMMIT = 'a'.repeat(40);
  const OTHER = 'b'.repeat(40);

  test.each([
    ['a folder above the config repo', agent('Kustomization', { spec: { path: './apps/../../etc' } })],
    [
      'a file of values above it',
      agent('Application', { spec: { source: { path: 'chart', helm: { valueFiles: ['../../etc/x'] } } } }),
    ],
  ])('is not rendered from %s', (_title, given) => {
    expect(agentSourceOf(given).obstacle).toContain('lies outside of the config repo');
  });

  test('may name a file of values beside the chart', () => {
    const helm = { valueFiles: ['../envs/dev/values.yaml'] };
    const given = agent('Application', { spec: { source: { path: 'chart', helm } } });
    expect(agentSourceOf(given).obstacle).toBeUndefined();
  });

  test.each([
    ['Succeeded', COMMIT],
    ['Failed', OTHER],
    ['Running', OTHER],
  ])('is the commit of a sync that ended well, or of the one before: %s', (phase, commit) => {
    const status = {
      operationState: { phase, syncResult: { revision: COMMIT } },
      history: [{ revision: OTHER }],
      sync: { revision: COMMIT },
    };
    const given = agent('Application', { spec: { source: { path: 'chart' } }, status });
    expect(agentSourceOf(given).commit).toBe(commit);
  });
});
