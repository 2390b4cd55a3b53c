import { beforeAll, expect, test } from '@jest/globals';
import { withReal } from '../with-real.ts';
import { rollOut, runningImage } from './deployments.ts';
import { findFlux } from './find-flux.ts';
import { dependingOn, INFRA } from './flux-objects.ts';
import {
  advance,
  declares,
  DEV,
  openRoad,
  release,
  type Road,
  STAGING,
  untilRuns,
  untilSaid,
} from './road.ts';

// Releases on their way from dev to staging, where a real Flux applies dev and says how it went. Each test
// goes on from where the one before it ended.

const flux = findFlux();

withReal('Waybill beside a real Flux', [flux], () => {
  let road: Road;

  beforeAll(async () => {
    if (!flux.there) return;
    road = await openRoad(flux.use);
    await untilRuns(road, 'v1');
    await rollOut(road.cluster.kubernetes, 'runs');
    await untilSaid(road, 'success, reconciliation succeeded');
  });

  test('nothing is merged into staging while dev rolls out, and it is once dev is healthy', async () => {
    await release(road, 'v2');
    await untilRuns(road, 'v2');
    expect(await advance(road)).toMatchObject({ merge: 'waits', health: 'pending' });
    expect(await declares(road, STAGING)).toBe('v1');
    await rollOut(road.cluster.kubernetes, 'runs');
    const context = await untilSaid(road, 'success, reconciliation succeeded');
    expect(context).toMatch(/^kustomization\/apps\/[0-9a-f]{8}$/);
    expect(await advance(road)).toMatchObject({ merge: 'merged' });
    expect(await declares(road, STAGING)).toBe('v2');
  });

  test('a Deployment that fails in dev keeps the release out of staging, until it has recovered', async () => {
    await release(road, 'v3');
    await untilRuns(road, 'v3');
    await rollOut(road.cluster.kubernetes, 'fails');
    await untilSaid(road, 'failure, health check failed');
    expect(await advance(road)).toMatchObject({ merge: 'waits', health: 'failed' });
    expect(await declares(road, STAGING)).toBe('v2');
    await rollOut(road.cluster.kubernetes, 'runs');
    await untilSaid(road, 'success, reconciliation succeeded');
    expect(await advance(road)).toMatchObject({ merge: 'merged' });
    expect(await declares(road, STAGING)).toBe('v3');
  });

  test('a success of a commit that waits for another Kustomization is none', async () => {
    const { kubernetes } = road.cluster;
    await kubernetes.apply(INFRA, dependingOn('infra', road.objects));
    await untilSaid(road, 'success, dependency not ready');
    await release(road, 'v4');
    await untilSaid(road, 'success, dependency not ready');
    expect(await advance(road)).toMatchObject({ merge: 'waits', health: 'pending' });
    expect(await runningImage(kubernetes)).toContain(road.digests.get('v3'));
    expect(await declares(road, DEV)).toBe('v4');
    expect(await declares(road, STAGING)).toBe('v3');
  });

  test('Flux asked and wrote only what GitHub publishes', () => {
    expect(road.github.violations).toEqual([]);
  });
});
