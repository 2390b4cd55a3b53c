import { expect, test } from '@jest/globals';
import { readSignal } from '../../../src/environments/signals/read-signal.ts';

// Events with the fields that docs/observe.md lists. Names of phases, health and sync are those of
// argoproj/gitops-engine (pkg/health, pkg/sync/common) and argo-cd (pkg/apis/application/v1alpha1).

const DIGEST = `sha256:${'a'.repeat(64)}`;
const COMMIT = 'a'.repeat(40);
const WELL = {
  agent: 'argocd',
  app: 'shop-dev',
  cluster: 'main',
  phase: 'Succeeded',
  sync: 'Synced',
  health: 'Healthy',
  at: '2026-11-27T07:30:01Z',
  revisions: [COMMIT],
  images: [`ghcr.io/acme/shop:v1@${DIGEST}`, 'redis:7'],
  url: 'https://argocd.example.com/applications/shop-dev',
};

const read = (payload: unknown) => readSignal('repository_dispatch', { client_payload: payload });

test('what is synced and healthy counts for its images, and not for its commit', () => {
  expect(read(WELL)).toEqual({
    kind: 'signal',
    signal: {
      speaker: 'argocd/shop-dev/main',
      state: 'passed',
      says: 'synced and healthy',
      at: new Date('2026-11-27T07:30:01Z'),
      commit: undefined,
      images: [
        { repository: 'ghcr.io/acme/shop', digest: DIGEST },
        { repository: 'docker.io/library/redis', digest: undefined },
      ],
      url: WELL.url,
    },
  });
});

test.each([
  [{ health: 'Progressing' }, 'pending', 'succeeded, synced, progressing'],
  [{ health: 'Missing' }, 'pending', 'succeeded, synced, missing'],
  [{ health: 'Suspended' }, 'pending', 'succeeded, synced, suspended'],
  [{ health: 'Unknown' }, 'pending', 'succeeded, synced, unknown'],
  [{ health: '' }, 'pending', 'succeeded, synced'],
  [{ sync: 'OutOfSync' }, 'pending', 'succeeded, outofsync, healthy'],
  [{ phase: 'Running' }, 'pending', 'running, synced, healthy'],
  [{ health: 'Degraded' }, 'failed', 'degraded'],
  [{ phase: 'Failed' }, 'failed', 'sync failed'],
  [{ phase: 'Error' }, 'failed', 'sync failed'],
])('%j is %s', (change, state, says) => {
  expect(read({ ...WELL, ...change })).toMatchObject({ signal: { state, says } });
});

test('a sync that failed is one of its commit: its images are those from before', () => {
  expect(read({ ...WELL, phase: 'Failed' })).toMatchObject({ signal: { commit: COMMIT, images: [] } });
});

test('several sources have no commit that counts', () => {
  const revisions = [COMMIT, 'b'.repeat(40), '6.5.0'];
  expect(read({ ...WELL, revisions })).toMatchObject({ signal: { state: 'passed', commit: undefined } });
  expect(read({ ...WELL, revisions, phase: 'Failed' })).toMatchObject({ kind: 'nothing' });
  const chart = [COMMIT, '6.5.0'];
  expect(read({ ...WELL, revisions: chart, phase: 'Failed' })).toMatchObject({ signal: { commit: COMMIT } });
});

test('without images nothing is known of a digest', () => {
  expect(read({ ...WELL, images: null })).toEqual({ kind: 'nothing', why: 'shop-dev names no image.' });
  expect(read({ ...WELL, images: [] })).toEqual({ kind: 'nothing', why: 'shop-dev names no image.' });
});
