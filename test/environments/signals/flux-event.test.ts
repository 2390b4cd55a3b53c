import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readSignal } from '../../../src/environments/signals/read-signal.ts';
import type { Signal } from '../../../src/environments/signals/signal.ts';

// `flux-dispatches.jsonl`: what the notification-controller 1.5.0 of a real Flux was seen to send by a
// Provider of the type `githubdispatch`, request by request.

const dispatch = z.object({ event_type: z.string(), client_payload: z.record(z.string(), z.unknown()) });
const RECORDED = readFileSync('test/environments/signals/flux-dispatches.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => dispatch.parse(JSON.parse(line)));

function signalOf(payload: unknown): Signal {
  const read = readSignal('repository_dispatch', { client_payload: payload });
  if (read.kind !== 'signal') throw new Error(read.why);
  return read.signal;
}

const COMMIT = '1e3fc79ae0759156fcb816f1bab0fc4bb14e489e';
const EVENT = {
  involvedObject: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' },
  severity: 'info',
  timestamp: '2026-11-27T07:12:11Z',
  message: 'Health check passed in 12.326354ms',
  reason: 'Progressing',
  metadata: { cluster: 'dev', revision: `main@sha1:${COMMIT}` },
  reportingController: 'kustomize-controller',
};

test('each recorded event says what Flux meant', () => {
  const said = RECORDED.map(({ client_payload: payload }) => {
    const { speaker, commit, state, says } = signalOf(payload);
    return `${speaker} ${(commit ?? '').slice(0, 7)} ${state}: ${says}`;
  });
  expect(said).toEqual([
    'kustomization/apps/lab 1e3fc79 pending: applied, not seen to be healthy',
    'kustomization/apps/lab 1e3fc79 failed: health check failed',
    'kustomization/apps/lab 1e3fc79 passed: health check passed',
    'kustomization/apps/lab 0cf964e pending: applied, not seen to be healthy',
    'kustomization/infra/lab ce50ecc failed: artifact failed',
    'kustomization/dependent/lab ce50ecc pending: dependency not ready',
    'kustomization/nowait/lab ce50ecc pending: applied, not seen to be healthy',
    'kustomization/apps/lab ce50ecc pending: dependency not ready',
    'kustomization/nowait/lab 4426e87 pending: applied, not seen to be healthy',
    'kustomization/nowait/lab 4426e87 pending: was deleted',
  ]);
});

test('one payload is taken apart to the last part', () => {
  expect(signalOf(RECORDED[2]?.client_payload)).toEqual({
    speaker: 'kustomization/apps/lab',
    state: 'passed',
    says: 'health check passed',
    at: new Date('2026-11-27T07:12:11Z'),
    commit: COMMIT,
    images: [],
    url: undefined,
  });
});

describe('a gap that is no success', () => {
  test('what deletes things succeeds, and runs nothing', () => {
    const deleted = { message: 'Deployment/dev/shop deleted', reason: 'ReconciliationSucceeded' };
    expect(signalOf({ ...EVENT, ...deleted })).toMatchObject({ state: 'pending', says: 'was deleted' });
  });

  test('a HelmRelease with the version of its chart alone says nothing of a commit', () => {
    const involvedObject = { kind: 'HelmRelease', namespace: 'apps', name: 'shop' };
    const metadata = { revision: '6.5.0', 'app-version': 'v1.4.0' };
    const payload = {
      ...EVENT,
      involvedObject,
      metadata,
      reason: 'UpgradeSucceeded',
      message: 'Helm upgrade',
    };
    const read = readSignal('repository_dispatch', { client_payload: payload });
    expect(read).toMatchObject({ kind: 'nothing' });
    expect(read).toMatchObject({ why: expect.stringContaining('at 6.5.0') });
  });

  test.each([
    ['UpgradeSucceeded', 'passed'],
    ['InstallSucceeded', 'passed'],
    ['RollbackSucceeded', 'failed'],
    ['UninstallSucceeded', 'failed'],
    ['ChartPullProgressing', 'pending'],
  ])('a HelmRelease whose annotation names the image speaks of its digest: %s', (reason, state) => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const metadata = { revision: '6.5.0', image: `ghcr.io/acme/shop:v1@${digest}` };
    const involvedObject = { kind: 'HelmRelease', namespace: 'apps', name: 'shop' };
    const signal = signalOf({ ...EVENT, involvedObject, metadata, reason, message: 'Helm' });
    expect(signal).toMatchObject({ state, speaker: 'helmrelease/shop/apps', commit: undefined });
    expect(signal.images).toContainEqual({ repository: 'ghcr.io/acme/shop', digest });
  });

  test.each(['OCIRepository', 'GitRepository', 'HelmChart'])('a %s has fetched something', (kind) => {
    const involvedObject = { ...EVENT.involvedObject, kind };
    const read = readSignal('repository_dispatch', { client_payload: { ...EVENT, involvedObject } });
    expect(read).toEqual({
      kind: 'nothing',
      why: `${kind} apps was fetched, which says nothing of what runs.`,
    });
  });

  test('an artifact of OCI has a digest for its revision, and the commit that it was made from', () => {
    const revision = `latest@sha256:${'b'.repeat(64)}`;
    const metadata = { revision, originRevision: `main@sha1:${COMMIT}` };
    expect(signalOf({ ...EVENT, metadata }).commit).toBe(COMMIT);
    const read = readSignal('repository_dispatch', { client_payload: { ...EVENT, metadata: { revision } } });
    expect(read.kind).toBe('nothing');
  });

  test('a message that only mentions the words is none', () => {
    const message = 'Deployment/dev/shop: Health check passed in 3 s is not what it says';
    expect(signalOf({ ...EVENT, message }).state).toBe('pending');
    expect(signalOf({ ...EVENT, severity: 'error', reason: 'HealthCheckFailed' }).state).toBe('failed');
  });
});

test.each([
  ['no payload', undefined],
  ['another payload', { hello: 'world' }],
  ['an event without a time', { ...EVENT, timestamp: 'yesterday' }],
  ['an event without an object', { ...EVENT, involvedObject: {} }],
])('%s is nothing, and says why', (_, payload) => {
  const read = readSignal('repository_dispatch', { client_payload: payload });
  expect(read).toMatchObject({ kind: 'nothing', why: expect.stringContaining('neither an event of Flux') });
});
