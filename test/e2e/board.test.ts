import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, HOUR, openAdvanceStage, pipeline, writes } from '../actions/advance/stage.ts';
import { PRIVATE } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { boardOf, type BoardRun } from './board-of.ts';
import { runInConfigRepo } from './config-repo-run.ts';
import { runIn } from './run-action.ts';
import { type ShopBuilds, shopBuilds } from './shop-builds.ts';

// One repository on its road; the board is looked at on the way.

const CONFIG = yaml`
  environments:
    dev: { files: ["envs/dev/**"], merge: auto, health: ["agent/dev"] }
    staging: { after: [dev], files: ["envs/staging/**"], merge: auto, url: "https://staging.acme.dev" }
    prod: { after: [staging], files: ["envs/prod/**"], merge: auto, gates: { manual: true } }
`;

let stage: AdvanceStage;
let shop: ShopBuilds;
let config: SandboxRepository;

beforeAll(async () => {
  stage = await openAdvanceStage(PRIVATE);
  shop = await shopBuilds(stage);
  config = await pipeline(stage, 'acme/config', CONFIG, ['dev', 'staging', 'prod'], {
    api: shop.version('v1'),
  });
  config.configure({ allowAutoMerge: true });
});

const act = async (name: string, inputs: Readonly<Record<string, string>> = {}): Promise<void> => {
  const ran = await runInConfigRepo(stage, 'acme/config', name, inputs);
  if (ran.exitCode !== 0) throw new Error(ran.stdout);
};

const look = (inputs: Readonly<Record<string, string>> = {}): Promise<BoardRun> =>
  boardOf(stage, 'acme/config', inputs);

describe('the bundle of status', () => {
  test('shows a repository at rest, and writes nothing to GitHub', async () => {
    stage.github.clearRequests();
    const ran = await look();
    expect(writes(stage)).toEqual([]);
    expect(ran.outputs).toMatchObject({ level: 'true', page: `${ran.folder}/index.html` });
    expect(ran.board.counts).toMatchObject({ images: 1, environments: 3, level: 3, behind: 0, open: 0 });
    expect(ran.cell('prod')).toMatchObject({
      versions: [{ tag: 'v1', digest: shop.digest('v1') }],
      standing: { kind: 'level' },
      since: { at: '2026-01-05T08:00:00.000Z' },
      pull: null,
      health: null,
      drift: null,
    });
  });

  test('an agent that has not said anything is not healthy', async () => {
    expect((await look()).cell('dev').health).toMatchObject({ state: 'pending' });
    await config.setStatus((await config.head('main')) ?? '', 'agent/dev', 'success');
    expect((await look()).cell('dev').health).toMatchObject({ state: 'passed' });
    await config.setStatus((await config.head('main')) ?? '', 'agent/dev', 'failure');
    const ran = await look();
    expect(ran.cell('dev').health).toMatchObject({ state: 'failed' });
    expect(ran.file('index.html')).toContain('not healthy');
  });

  test('shows what is on its way: how many commits behind, and what its pull request waits for', async () => {
    stage.wait(HOUR);
    await act('promote', { environment: 'dev', images: 'api=v3' });
    await act('promote');
    await act('promote');
    const ran = await look();
    expect(ran.outputs).toMatchObject({ level: 'false' });
    expect(ran.cell('dev').versions).toMatchObject([{ tag: 'v3' }]);
    expect(ran.cell('dev').since).toMatchObject({ at: '2026-01-05T09:00:00.000Z', pull: expect.any(Number) });
    expect(ran.cell('staging').standing.kind).toBe('level');
    expect(ran.cell('prod')).toMatchObject({
      versions: [{ tag: 'v1' }],
      standing: { kind: 'behind', commits: { behind: 2, ahead: 0 } },
      pull: { kind: 'promotion', brings: { tag: 'v3' }, verdict: { state: 'pending' } },
      offered: null,
    });
    expect(ran.cell('prod').pull?.verdict.says).toContain('prod waits for manual');
    expect(ran.summary).toContain('2 commits behind');
    expect(ran.summary).toMatch(/```mermaid\nflowchart LR[\s\S]*-->\|1 open\|/);
  });

  test('the new declaration has not been seen healthy, whatever was said of the one before', async () => {
    expect((await look()).cell('dev').health).toMatchObject({ state: 'pending' });
  });

  test('what is offered and has no pull request is named', async () => {
    const [open] = config.pullRequests().filter(({ state }) => state === 'open');
    await config.close(open?.number ?? 0);
    expect((await look()).cell('prod')).toMatchObject({ pull: null, offered: { tag: 'v3' } });
  });

  test('a roll back is a return, what it took back failed, and its commit says who asked', async () => {
    stage.wait(3 * HOUR);
    await act('rollback', { environment: 'staging', reason: 'orders fail', pause: 'true' });
    const [open] = config
      .pullRequests()
      .filter(({ state, title }) => state === 'open' && /Roll back/.test(title));
    if (open !== undefined) await config.merge(open.number, 'squash');
    const ran = await look();
    const [back, bad] = ran.cell('staging').history;
    expect(back).toMatchObject({ tag: 'v1', kind: 'return', by: 'alice' });
    expect(bad).toMatchObject({ tag: 'v3', kind: 'promotion', takenBack: true });
    expect(ran.cell('staging').metrics).toMatchObject({
      promotions: 1,
      failed: 1,
      failureRate: 1,
      timeToRestore: { median: 3 * HOUR, count: 1 },
    });
    expect(ran.file('images/api.html')).toContain('orders fail');
  });

  test('the output holds the board without histories, and a run without a folder writes no page', async () => {
    const ran = await runIn(stage, 'acme/config', 'status', { folder: '' });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { page: '' } });
    const json: unknown = JSON.parse(ran.outputs['json'] ?? '');
    expect(json).toMatchObject({ complete: true, images: [{ name: 'api' }] });
    expect(ran.outputs['json']).not.toContain('"history"');
  });

  test('a source that this token cannot read is a note, and never a number', async () => {
    const ran = await look({ 'source-token': shop.blind });
    expect(ran.cell('prod').standing).toMatchObject({ kind: 'behind' });
    expect(ran.cell('prod').standing.commits ?? null).toBeNull();
    expect(ran.cell('prod').metrics.leadTime).toBeNull();
    expect(ran.board.notes).toEqual([expect.stringContaining('acme/shop could not be read')]);
  });

  test('a repository without waybill.yaml is an error that says what to do', async () => {
    await stage.github.createRepository('acme/bare', { 'README.md': 'x' });
    const ran = await runIn(stage, 'acme/bare', 'status', {});
    expect(ran).toMatchObject({ exitCode: 1, outputs: { page: '', level: '', json: '{}' } });
    expect(ran.stdout).toContain('CONFIG_MISSING');
  });
});
