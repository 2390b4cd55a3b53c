import { beforeAll, expect, test } from '@jest/globals';
import { withReal } from '../with-real.ts';
import { rollOut } from './deployments.ts';
import { findFlux } from './find-flux.ts';
import { advance, declares, openRoad, release, type Road, STAGING, untilAllSaid, untilRuns } from './road.ts';

// Two clusters apply dev, each with a real Flux of its own that posts on the same commits.

const flux = findFlux();
const WELL = 'success, reconciliation succeeded';
const FAILED = 'failure, health check failed';

withReal('Waybill beside two clusters with a real Flux', [flux], () => {
  let road: Road;

  const untilBothRun = async (tag: string): Promise<void> => {
    for (const cluster of road.clusters) await untilRuns({ ...road, cluster }, tag);
  };
  const rollOutIn = (index: number, how: 'runs' | 'fails'): Promise<void> => {
    const cluster = road.clusters[index];
    if (cluster === undefined) throw new TypeError(`there is no cluster ${index}`);
    return rollOut(cluster.kubernetes, how);
  };

  beforeAll(async () => {
    if (!flux.there) return;
    road = await openRoad(flux.use, 2);
    await untilBothRun('v1');
    await Promise.all([rollOutIn(0, 'runs'), rollOutIn(1, 'runs')]);
    const contexts = await untilAllSaid(road, [WELL, WELL]);
    expect(new Set(contexts).size).toBe(2);
  });

  test('a release that failed in one of them is kept out of staging, although it is well in the other', async () => {
    await release(road, 'v2');
    await untilBothRun('v2');
    await rollOutIn(1, 'fails');
    await untilAllSaid(road, [FAILED]);
    await rollOutIn(0, 'runs');
    await untilAllSaid(road, [FAILED, WELL]);
    expect(await advance(road)).toMatchObject({ merge: 'waits', health: 'failed' });
    expect(await declares(road, STAGING)).toBe('v1');
  });

  test('and comes into staging once it is well in both', async () => {
    await rollOutIn(1, 'runs');
    await untilAllSaid(road, [WELL, WELL]);
    expect(await advance(road)).toMatchObject({ merge: 'merged' });
    expect(await declares(road, STAGING)).toBe('v2');
  });

  test('Flux asked and wrote only what GitHub publishes', () => {
    expect(road.github.violations).toEqual([]);
  });
});
