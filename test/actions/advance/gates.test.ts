import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  MINUTE,
  openAdvanceStage,
  pipeline,
  START,
  statuses,
  writes,
} from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: AdvanceStage;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3', 'v3.1.0']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

const version = (tag: string): string => versions[tag] ?? '';
const digest = (tag: string): string => version(tag).split('@')[1] ?? '';

async function gated(name: string, staging: string): Promise<SandboxRepository> {
  stage.clock.now = START;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], ${staging} }
  `;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], { api: version('v1') });
  stage.wait(HOUR);
  await declare(stage, repository, 'dev', { api: version('v2') });
  return repository;
}

async function shown(repository: SandboxRepository): Promise<Readonly<Record<string, string>>> {
  return statuses(stage, repository, repository.pullRequests()[0]?.head.sha ?? '');
}

describe('soak', () => {
  test('counts from the merge, not from the day on which the commit was made', async () => {
    const repository = await gated('acme/soak-merge', 'merge: auto, gates: { soak: 30m }');
    const branch = await repository.push('feature', {
      [fileOf('dev')]: yaml`
        kind: Kustomization
        images: []
      `,
    });
    expect(branch).toBeDefined();
    const file = await text(repository, 'main', fileOf('dev'));
    await repository.push('feature', { [fileOf('dev')]: file.replaceAll(digest('v2'), digest('v3')) });
    const pull = await repository.openPullRequest({ title: 'v3', head: 'feature' });
    stage.wait(5 * HOUR);
    await repository.merge(pull.number, 'merge');
    const { report } = await advance(stage, repository);
    const soak = report.lanes[0]?.gates.find(({ gate }) => gate === 'soak');
    expect(soak).toMatchObject({ state: 'pending' });
    expect(soak?.until?.getTime()).toBeGreaterThan(stage.clock.now.getTime() + 28 * MINUTE);
    stage.wait(31 * MINUTE);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test.each(['squash', 'rebase'] as const)('counts from the merge by %s, too', async (method) => {
    const repository = await gated(`acme/soak-${method}`, 'gates: { soak: 30m }');
    const file = await text(repository, 'main', fileOf('dev'));
    await repository.push('feature', { [fileOf('dev')]: file.replaceAll(digest('v2'), digest('v3')) });
    const pull = await repository.openPullRequest({ title: 'v3', head: 'feature' });
    stage.wait(5 * HOUR);
    await repository.merge(pull.number, method);
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.gates).toMatchObject([{ gate: 'order' }, { gate: 'soak', state: 'pending' }]);
    stage.wait(30 * MINUTE);
    expect((await advance(stage, repository)).report.lanes[0]?.gates).toMatchObject([
      { gate: 'order' },
      { gate: 'soak', state: 'passed' },
    ]);
  });

  test('is not shortened by a new digest under the tag that was there', async () => {
    const repository = await gated('acme/soak-tag', 'gates: { soak: 30m }');
    stage.wait(5 * HOUR);
    const file = await text(repository, 'main', fileOf('dev'));
    await repository.push('main', { [fileOf('dev')]: file.replaceAll(digest('v2'), digest('v3')) });
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.gates).toMatchObject([{ gate: 'order' }, { gate: 'soak', state: 'pending' }]);
  });
});

describe('health', () => {
  test('is pending as long as nothing was reported, and passes by a status on a commit that contains it', async () => {
    const repository = await gated('acme/health', 'merge: auto, gates: { healthy: ["kustomization/apps"] }');
    await advance(stage, repository);
    expect((await shown(repository))['waybill/health']).toMatch(/^pending: /);
    // The agent applies a later commit of the base branch.
    const applied = await repository.push('main', { 'README.md': 'more' });
    await repository.setStatus(applied, 'kustomization/apps', 'success');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('does not count what was reported before the digest was declared', async () => {
    const repository = await gated('acme/health-early', 'gates: { healthy: ["kustomization/apps"] }');
    await repository.setStatus((await repository.head('main')) ?? '', 'kustomization/apps', 'success');
    stage.wait(MINUTE);
    await declare(stage, repository, 'dev', { api: version('v3') });
    await advance(stage, repository);
    expect((await shown(repository))['waybill/health']).toMatch(/^pending: /);
  });

  test('fails by a newer failure, and a merge that GitHub was asked for is taken back', async () => {
    const repository = await gated(
      'acme/health-late',
      'merge: auto, gates: { healthy: ["kustomization/apps"] }',
    );
    repository.configure({ allowAutoMerge: true });
    repository.protect('main', { requiredReviews: 1 });
    const head = (await repository.head('main')) ?? '';
    await repository.setStatus(head, 'kustomization/apps', 'success');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'armed' }]);
    expect(repository.pullRequests()[0]?.autoMerge).toBe(true);
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    await repository.setStatus(head, 'kustomization/apps', 'failure');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
    expect(repository.pullRequests()[0]?.autoMerge).toBe(false);
    expect((await shown(repository))['waybill/health']).toMatch(/^failure: /);
  });
});

describe('health as Flux tells it', () => {
  test('is not there when a dependency is not ready, and is when it says so in any cluster', async () => {
    const repository = await gated('acme/flux', 'merge: auto, gates: { healthy: ["kustomization/apps/*"] }');
    const head = (await repository.head('main')) ?? '';
    await repository.setStatus(head, 'kustomization/apps/7ca4cc12', 'success', 'dependency not ready');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
    expect((await shown(repository))['waybill/health']).toContain('says "dependency not ready"');
    await repository.setStatus(head, 'kustomization/apps/0d41f2aa', 'failure', 'health check failed');
    await repository.setStatus(head, 'kustomization/apps/7ca4cc12', 'success', 'reconciliation succeeded');
    await advance(stage, repository);
    expect((await shown(repository))['waybill/health']).toMatch(/^failure: .*0d41f2aa has failed/);
    await repository.setStatus(head, 'kustomization/apps/0d41f2aa', 'success', 'reconciliation succeeded');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });
});

describe('window and freeze', () => {
  test('keep a merge back until they let it through', async () => {
    const window = 'window: { days: [mon], hours: "12:00-13:00" }';
    const repository = await gated('acme/window', `merge: auto, gates: { ${window} }`);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'waits' }]);
    expect((await shown(repository))['waybill/window']).toContain('2026-01-05 12:00 UTC');
    stage.clock.now = new Date('2026-01-05T12:30:00Z');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test('say why it is frozen', async () => {
    const freeze = 'freeze: [{ from: 2026-01-01, to: 2026-01-10, reason: "year end" }]';
    const repository = await gated('acme/freeze', `merge: auto, gates: { ${freeze} }`);
    await advance(stage, repository);
    expect((await shown(repository))['waybill/window']).toContain('year end');
  });
});

describe('version', () => {
  test('judges the version that the record says', async () => {
    const repository = await gated('acme/version', 'merge: auto, gates: { version: ">=3" }');
    await advance(stage, repository);
    expect((await shown(repository))['waybill/version']).toMatch(/^failure: /);
    await declare(stage, repository, 'dev', { api: version('v3.1.0') });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });

  test.each([
    ['stable', '3.1.0', 'passed', '3.1.0 is in >=3.'],
    ['v3.9.0', '2.9.0', 'failed', '2.9.0 is not in >=3.'],
  ])('of %s is what its record says, %s, whatever its tag', async (tag, recorded, state, says) => {
    const repository = await gated(`acme/recorded-${tag}`, 'gates: { version: ">=3" }');
    const digest = stage.registry.seed('acme/api', [tag], {
      content: `${tag} ${recorded}`,
      labels: { 'org.opencontainers.image.version': recorded },
    });
    await declare(stage, repository, 'dev', { api: `${tag}@${digest}` });
    const [lane] = (await advance(stage, repository)).report.lanes;
    expect(lane?.gates).toMatchObject([{ gate: 'order' }, { gate: 'version', state, reason: says }]);
    expect((await shown(repository))['waybill/version']).toBe(
      state === 'passed' ? undefined : `failure: ${says}`,
    );
  });
});

describe('manual', () => {
  test('waits for a person to approve the present head', async () => {
    const repository = await gated('acme/manual', 'merge: auto, gates: { manual: true }');
    await advance(stage, repository);
    expect((await shown(repository))['waybill/manual']).toMatch(/^pending: /);
    await repository.approve(1, 'bob');
    await declare(stage, repository, 'dev', { api: version('v3') });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([
      { outcome: 'superseded', merge: 'waits' },
    ]);
    await repository.approve(1, 'bob');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
  });
});

describe('a hold', () => {
  test('in waybill.yaml keeps a digest from being proposed', async () => {
    const repository = await gated(
      'acme/hold',
      `hold: [{ image: api, digest: "${digest('v2')}", reason: "leaks" }]`,
    );
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged', reason: expect.stringContaining('leaks') }]);
    expect(repository.pullRequests()).toEqual([]);
    await declare(stage, repository, 'dev', { api: version('v3') });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'created' }]);
  });

  test('in a file does so too, and is dropped by the newer digest once nothing declares the held one', async () => {
    const repository = await gated('acme/hold-file', 'merge: auto');
    const hold = yaml`
      - image: api
        digest: ${digest('v2')}
        reason: leaks
    `;
    await repository.push('main', { '.waybill/hold/staging.yaml': hold });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
    await declare(stage, repository, 'dev', { api: version('v3') });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    expect(await text(repository, 'main', '.waybill/hold/staging.yaml')).not.toContain(digest('v2'));
  });

  test('in a file that cannot be read ends the run', async () => {
    const repository = await gated('acme/hold-broken', 'merge: auto');
    await repository.push('main', { '.waybill/hold/staging.yaml': '- image: [api\n' });
    await expect(advance(stage, repository)).rejects.toThrow();
    expect(repository.pullRequests()).toEqual([]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
