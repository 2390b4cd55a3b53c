import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { withReal } from '../with-real.ts';
import { declareInDev, healthOfDev, knownToArgo, openArgoStage } from './argo-stage.ts';
import { findAgents } from './find-agents.ts';
import { runAgents } from './run-agents.ts';

const agents = findAgents();
const outcomes = z.array(z.object({ trigger: z.string(), triggered: z.boolean(), oncePer: z.string() }));
/** What a real Argo CD 3.2 was seen to send: first a token, then a status. */
const RECORDED = readFileSync('test/agents/argo-requests.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) =>
    z.object({ method: z.string(), path: z.string(), body: z.string() }).parse(JSON.parse(line)),
  );

/** A request without what is another one each time. */
function shapeOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path
    .replace('/api/v3', '')
    .replace(/\/\d+\//, '/<id>/')
    .replace(/[0-9a-f]{40}/, '<commit>')}`;
}

/**
 * Argo CD asks for its token with the body `null`, which GitHub takes although its schema does not have it.
 */
function othersIn(violations: readonly string[]): readonly string[] {
  return violations.filter((violation) => !/access_tokens: request \/ must be object/.test(violation));
}

withReal("the example's templates, in the notification engine of Argo CD", [agents], () => {
  const send = async (known: unknown): Promise<readonly string[]> => {
    if (!agents.there) return [];
    const all = outcomes.parse(await runAgents(agents.use, 'argo', known));
    return all.filter(({ triggered }) => triggered).map(({ trigger }) => trigger);
  };

  test('say nothing while dev rolls out, and then, as a real Argo CD was seen to, that it is well', async () => {
    const argo = await openArgoStage();
    const commit = await declareInDev(argo, 'v1.4.0');
    expect(await healthOfDev(argo)).toBe('pending');
    expect(await send(knownToArgo(argo, commit, ['Running', 'Progressing']))).toEqual([]);
    expect(await healthOfDev(argo)).toBe('pending');
    argo.stage.github.clearRequests();
    expect(await send(knownToArgo(argo, commit, ['Succeeded', 'Healthy']))).toEqual(['on-deployed']);
    expect(argo.stage.github.requests.map(shapeOf)).toEqual(RECORDED.slice(0, 2).map(shapeOf));
    expect(await healthOfDev(argo)).toBe('passed');
    expect(othersIn(argo.stage.github.violations)).toEqual([]);
  });

  test.each([
    [['Succeeded', 'Degraded'], 'on-health-degraded'],
    [['Failed', 'Healthy'], 'on-sync-failed'],
    [['Error', 'Missing'], 'on-sync-failed'],
  ] as const)('say that dev has failed, and prod is held back: %j', async (state, trigger) => {
    const argo = await openArgoStage();
    const commit = await declareInDev(argo, 'v1.4.0');
    expect(await send(knownToArgo(argo, commit, state))).toEqual([trigger]);
    expect(await healthOfDev(argo)).toBe('failed');
    expect(othersIn(argo.stage.github.violations)).toEqual([]);
  });
});

describe('what a real Argo CD was seen to send', () => {
  test('is taken by the stand-in, and counts for the commit that it names', async () => {
    const argo = await openArgoStage();
    const { github, token } = argo.stage;
    const commit = await declareInDev(argo, 'v1.4.0');
    const [, status] = RECORDED;
    const body = (status?.body ?? '').replace('continuous-delivery/shop', 'argocd/shop-dev/main');
    const path = (status?.path ?? '').replace('/api/v3', '').replace(/[0-9a-f]{40}/, commit);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${github.apiUrl}${path}`, { method: status?.method ?? '', headers, body });
    expect(answer.status).toBe(201);
    expect(await healthOfDev(argo)).toBe('passed');
  });
});
