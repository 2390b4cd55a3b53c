import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  advance,
  type AdvanceStage,
  declare,
  HOUR,
  openAdvanceStage,
  pipeline,
} from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';

// What the notification-controller 1.5 of a real Flux was seen to send. The roads in test/flux run it; where
// it cannot be had any more, this is what is left of it.

const request = z.object({ method: z.literal('POST'), path: z.string(), body: z.string() });
const status = z.object({ state: z.string(), description: z.string(), context: z.string() });
const BODIES = [
  ...new Set(
    readFileSync('test/agents/flux-requests.jsonl', 'utf8')
      .trim()
      .split('\n')
      .map((line) => request.parse(JSON.parse(line)).body),
  ),
];
/** What a gate has to make of each. */
const MEANING: Readonly<Record<string, string>> = {
  'success, reconciliation succeeded': 'passed',
  'success, dependency not ready': 'pending',
  'failure, health check failed': 'failed',
  'failure, artifact failed': 'failed',
};

let stage: AdvanceStage;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

test('every kind of status is among them', () => {
  const kinds = BODIES.map((body) => status.parse(JSON.parse(body)));
  const said = kinds.map(({ state, description }) => `${state}, ${description}`);
  expect(new Set(said)).toEqual(new Set(Object.keys(MEANING)));
});

test.each(BODIES.map((body, index) => [status.parse(JSON.parse(body)), body, index] as const))(
  'counts for what it says: %j',
  async ({ state, description }, body, index) => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"], health: ["kustomization/*/*"] }
        staging: { files: ["envs/staging/**"], after: [dev], gates: { healthy: true } }
    `;
    const images = { api: versions['v1'] ?? '' };
    const repository = await pipeline(stage, `acme/config-${index}`, config, ['dev', 'staging'], images);
    stage.wait(HOUR);
    const commit = await declare(stage, repository, 'dev', { api: versions['v2'] ?? '' });
    const url = `${stage.github.apiUrl}/repos/${repository.fullName}/statuses/${commit}`;
    const headers = { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201);
    const { report } = await advance(stage, repository);
    const health = report.lanes.flatMap(({ gates }) => gates).find(({ gate }) => gate === 'health');
    expect(health?.state).toBe(MEANING[`${state}, ${description}`]);
  },
);
