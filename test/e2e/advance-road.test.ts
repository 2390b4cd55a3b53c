import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  advance,
  type AdvanceStage,
  fileOf,
  HOUR,
  MINUTE,
  openAdvanceStage,
  pipeline,
  writes,
} from '../actions/advance/stage.ts';
import { PRIVATE, text } from '../actions/stage.ts';
import { runPause } from '../actions/pause/stage.ts';
import { run } from '../actions/promote/stage.ts';
import { runRollBack } from '../actions/rollback/stage.ts';
import { yaml } from '../yaml.ts';

// One repository on its whole road; each test goes on from where the one before it ended.

const CONFIG = yaml`
  environments:
    dev: { files: ["envs/dev/**"], merge: auto }
    staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m, healthy: ["agent"] } }
    prod:
      after: [staging]
      files: ["envs/prod/**"]
      merge: auto
      gates: { soak: 2h, manual: true, window: { days: [mon, tue], hours: "09:00-16:00", timezone: Europe/Berlin } }
`;

let stage: AdvanceStage;
let config: SandboxRepository;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage(PRIVATE);
  for (const tag of ['1.0.0', '1.1.0', '1.2.0']) digests[tag] = stage.release('api', tag);
  const declared = { api: `1.0.0@${digests['1.0.0'] ?? ''}` };
  config = await pipeline(stage, 'acme/config', CONFIG, ['dev', 'staging', 'prod'], declared);
  config.configure({ allowAutoMerge: true });
});

/** The version that an environment declares on the base branch. */
async function declares(environment: string): Promise<string> {
  const file = await text(config, 'main', fileOf(environment));
  const tag = /newTag: (.*)/.exec(file)?.[1] ?? '';
  expect(file).toContain(digests[tag] ?? 'a digest');
  return tag;
}

const release = (tag: string) =>
  run(stage, { images: `api=${tag}`, environment: 'dev', 'config-repository': 'acme/config' });

async function agentReports(): Promise<void> {
  await config.setStatus((await config.head('main')) ?? '', 'agent', 'success');
}

const open = () => config.pullRequests().filter(({ state }) => state === 'open');

/** From dev, where it was merged, to prod, where a person approves it while the window is shut. */
async function travel(tag: string, monday: string): Promise<void> {
  await agentReports();
  await advance(stage, config);
  expect(await declares('staging')).not.toBe(tag);
  stage.wait(31 * MINUTE);
  await advance(stage, config);
  expect(await declares('staging')).toBe(tag);
  await advance(stage, config);
  const [pull] = open();
  expect(pull?.title).toBe(`Promote api ${tag} to prod`);
  stage.wait(3 * HOUR);
  await advance(stage, config);
  await config.approve(pull?.number ?? 0, 'bob');
  // A Sunday: approved and soaked, and still not the time.
  stage.clock.now = new Date(Date.parse(monday) - 20 * HOUR);
  await advance(stage, config);
  expect(await declares('prod')).not.toBe(tag);
  stage.clock.now = new Date(monday);
  await advance(stage, config);
  expect(await declares('prod')).toBe(tag);
  expect(open()).toEqual([]);
}

test('a release is merged into dev by itself', async () => {
  await release('1.1.0');
  expect(await declares('dev')).toBe('1.1.0');
  expect(config.pullRequests()).toMatchObject([{ merged: true }]);
});

test('staging waits for health and soak, prod for a review and a window', async () => {
  await travel('1.1.0', '2026-01-12T09:00:00Z');
});

test('a bad release is rolled back in prod, past all gates', async () => {
  await runRollBack(stage, { environment: 'prod', 'config-repository': 'acme/config' });
  expect(config.pullRequests().at(-1)).toMatchObject({ title: 'Roll prod back to api 1.0.0', merged: true });
  expect(await declares('prod')).toBe('1.0.0');
});

test('and does not come back', async () => {
  stage.wait(24 * HOUR);
  stage.github.clearRequests();
  const { report } = await advance(stage, config);
  expect(report.lanes).toMatchObject([{ lane: { environment: 'prod' }, outcome: 'unchanged' }]);
  expect(report.lanes[0]?.reason).toContain('held');
  expect(writes(stage)).toEqual([]);
  expect(await text(config, 'main', '.waybill/hold/prod.yaml')).toContain(digests['1.1.0'] ?? 'a digest');
});

test('a newer one passes once a person resumes, and ends the hold that nothing needs any more', async () => {
  await release('1.2.0');
  await runPause(stage, 'acme/config', { environment: 'prod', images: 'api', resume: 'true' });
  await travel('1.2.0', '2026-01-19T09:00:00Z');
  expect(await text(config, 'main', '.waybill/hold/prod.yaml')).not.toContain(digests['1.1.0'] ?? 'a digest');
  stage.github.clearRequests();
  expect((await advance(stage, config)).report.lanes).toEqual([]);
  expect(writes(stage)).toEqual([]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
