import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { text } from '../promote/stage.ts';
import { runRollBack } from '../rollback/stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  kustomization,
  openAdvanceStage,
  pipeline,
  writes,
} from './stage.ts';

let stage: AdvanceStage;
const versions: Record<string, Record<string, string>> = { api: {}, web: {} };

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'web'])
    for (const tag of ['v1', 'v2', 'v3', 'v4'])
      versions[image] = { ...versions[image], [tag]: `${tag}@${stage.release(image, tag)}` };
});

const version = (tag: string, image = 'api'): string => versions[image]?.[tag] ?? '';
const digest = (tag: string, image = 'api'): string => version(tag, image).split('@')[1] ?? '';

async function environments(
  name: string,
  yaml: string,
  names: readonly string[],
): Promise<SandboxRepository> {
  const repository = await pipeline(stage, name, `${yaml}\n`, names, {
    api: version('v1'),
    web: version('v1', 'web'),
  });
  stage.wait(HOUR);
  return repository;
}

const both = (api: string, web: string) => ({ api: version(api), web: version(web, 'web') });

async function policy(name: string, word: string): Promise<SandboxRepository> {
  const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], policy: ${word}, gates: { soak: 30m } }`;
  const repository = await environments(name, yaml, ['dev', 'staging']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  await advance(stage, repository);
  await declare(stage, repository, 'dev', both('v3', 'v1'));
  return repository;
}

/** Puts a commit in place of one of ours that has its message, with the trailers of another tree, and more in it. */
async function forge(
  repository: SandboxRepository,
  ours: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const git = (...args: string[]) =>
    execFileSync('git', ['--git-dir', repository.gitDirectory, ...args], { encoding: 'utf8' }).trim();
  const more = await repository.push('more', files);
  const [parent, message] = [git('rev-parse', `${ours}^`), git('log', '-1', '--format=%B', ours)];
  const own = git('ls-tree', '-r', ours);
  const added = git('ls-tree', '-r', more)
    .split('\n')
    .filter((line) => Object.keys(files).some((path) => line.endsWith(`\t${path}`)));
  const index = join(await mkdtemp(join(tmpdir(), 'forge-')), 'index');
  const env = {
    PATH: process.env['PATH'] ?? '',
    GIT_INDEX_FILE: index,
    GIT_AUTHOR_NAME: 'm',
    GIT_AUTHOR_EMAIL: 'm@example.com',
    GIT_COMMITTER_NAME: 'm',
    GIT_COMMITTER_EMAIL: 'm@example.com',
  };
  const withIndex = (args: string[], input?: string) =>
    execFileSync('git', ['--git-dir', repository.gitDirectory, ...args], {
      encoding: 'utf8',
      env,
      ...(input === undefined ? {} : { input }),
    }).trim();
  withIndex(['update-index', '--index-info'], `${[own, ...added].join('\n')}\n`);
  const tree = withIndex(['write-tree']);
  const claimed = message.replace(/(Waybill-Plan: \w+) \w+/, `$1 ${tree}`);
  const commit = withIndex(['commit-tree', tree, '-p', parent, '-m', claimed]);
  await rm(dirname(index), { recursive: true });
  await repository.force('waybill/staging/api', commit);
}

test('a tag that stands alone is not proposed while it points to something else, and then it is', async () => {
  stage.release('lone', 'v1');
  const repository = await stage.github.createRepository('acme/tag-alone', {
    'waybill.yaml': `version: 1
images: { lone: { repository: ${stage.images}/lone } }
environments:
  dev: { files: ["dev/**"] }
  staging: { after: [dev], files: ["staging/**"] }
`,
    'dev/kustomization.yaml': kustomization(stage, { lone: `v2@${stage.release('lone', 'v2')}` }),
    'staging/values.yaml': `image:\n  repository: ${stage.images}/lone\n  tag: v1\n`,
  });
  const moved = stage.registry.seed('acme/lone', ['v2'], { content: 'another build' });
  const { report } = await advance(stage, repository);
  expect(report.lanes).toMatchObject([{ outcome: 'blocked', errors: [{ code: 'DIGEST_MISMATCH' }] }]);
  expect(report.lanes[0]?.errors[0]?.message).toContain(moved);
  expect(repository.pullRequests()).toEqual([]);
  stage.release('lone', 'v2');
  expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'created' }]);
});

test('a lane whose files are refused says so of each of them, and what it would have changed', async () => {
  const [v1, v2] = [stage.release('torn', 'v1'), stage.release('torn', 'v2')];
  const image = `${stage.images}/torn`;
  const torn = `image:\n  repository: ${image}\n  tag: !Ref v1\n  digest: ${v1}\n`;
  const repository = await stage.github.createRepository('acme/torn', {
    'waybill.yaml': `version: 1
images: { torn: { repository: ${image} } }
environments:
  dev: { files: ["dev/**"] }
  staging: { after: [dev], files: ["staging/**"] }
`,
    'dev/kustomization.yaml': kustomization(stage, { torn: `v2@${v2}` }),
    'staging/a/values.yaml': torn,
    'staging/b/values.yaml': torn,
    'staging/kustomization.yaml': kustomization(stage, { torn: `v1@${v1}` }),
  });
  const { report, log } = await advance(stage, repository);
  expect(report.lanes).toMatchObject([
    {
      outcome: 'blocked',
      reason: expect.stringMatching(/a\/values\.yaml.*\(and 1 more in the log\)$/),
      errors: [
        { location: { file: 'staging/a/values.yaml' } },
        { location: { file: 'staging/b/values.yaml' } },
      ],
    },
  ]);
  expect(log.filter((line) => line.startsWith('  refused: torn in staging/'))).toHaveLength(2);
  expect(log).toContainEqual(expect.stringMatching(/^ {2}not written: torn in staging\/kustomization\.yaml/));
  expect(log.join('\n')).not.toContain('  changes: ');
  expect(repository.pullRequests()).toEqual([]);
});

test('what is passed over in the files of a lane is said when the lane is written', async () => {
  const [v1, v2] = [stage.release('told', 'v1'), stage.release('told', 'v2')];
  const repository = await stage.github.createRepository('acme/told', {
    'waybill.yaml': `version: 1
images: { told: { repository: ${stage.images}/told } }
environments:
  dev: { files: ["dev/**"] }
  staging: { after: [dev], files: ["staging/**"] }
`,
    'dev/kustomization.yaml': kustomization(stage, { told: `v2@${v2}` }),
    'staging/kustomization.yaml': kustomization(stage, { told: `v1@${v1}` }),
    'staging/notes.yaml': `see: ${stage.images}/told:v1\n`,
  });
  const said = /^ {2}passed over for told: staging\/notes\.yaml:1:6: /;
  expect((await advance(stage, repository)).log).toContainEqual(expect.stringMatching(said));
  expect((await advance(stage, repository)).log).not.toContainEqual(expect.stringMatching(said));
});

describe('when something newer arrives', () => {
  test('supersede: the open pull request takes it, and says so once', async () => {
    const repository = await policy('acme/supersede', 'supersede');
    await advance(stage, repository);
    await advance(stage, repository);
    const [pull, another] = repository.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Promote api v3 to staging');
    expect(pull?.comments.filter(({ body }) => body.includes('takes over'))).toHaveLength(1);
  });

  test('queue: the open one goes first, and its description names the next', async () => {
    const repository = await policy('acme/queue', 'queue');
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'unchanged' }]);
    expect(repository.pullRequests()[0]).toMatchObject({ title: 'Promote api v2 to staging' });
    expect(repository.pullRequests()[0]?.body).toMatch(/Next in line: .*v3/);
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    await repository.merge(1);
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({ title: 'Promote api v3 to staging' });
  });

  test('queue: the open one is merged by itself when it soaked long enough before the upstream went on', async () => {
    const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], policy: queue, merge: auto, gates: { soak: 30m, manual: true } }`;
    const repository = await environments('acme/in-turn', yaml, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    stage.wait(HOUR);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.gates.filter(({ state }) => state === 'passed').map(({ gate }) => gate)).toEqual([
      'order',
      'soak',
    ]);
    await repository.approve(1, 'bob');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v2'));
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({ title: 'Promote api v3 to staging' });
  });

  test('queue: one that was rolled back upstream does not pass, however long it was declared there', async () => {
    const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], policy: queue, merge: auto, gates: { soak: 30m } }`;
    const repository = await environments('acme/gone-upstream', yaml, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    stage.wait(HOUR);
    await repository.push('main', {
      '.waybill/hold/dev.yaml': `- { image: api, digest: "${digest('v2')}", reason: orders fail }\n`,
    });
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.gates.find(({ gate }) => gate === 'order')?.state).not.toBe('passed');
    expect(await text(repository, 'main', fileOf('staging'))).not.toContain(digest('v2'));
  });

  test('queue: one that did not soak long enough cannot make up for it', async () => {
    const repository = await policy('acme/too-short', 'queue');
    stage.wait(2 * HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.gates.find(({ gate }) => gate === 'soak')).toMatchObject({ state: 'failed' });
  });

  test('a tag that the registry lost is replaced, and nothing is brought from where it stands', async () => {
    const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"] }
  prod: { after: [staging], files: ["envs/prod/**"] }`;
    const repository = await environments('acme/lost-tag', yaml, ['dev', 'staging', 'prod']);
    const lost = `kind: Kustomization\nimages:\n  - name: ${stage.images}/api\n    newTag: v9\n`;
    await repository.push('main', { [fileOf('staging')]: lost });
    const { report, warnings } = await advance(stage, repository);
    expect(warnings.join()).toContain('the registry has no');
    expect(report.lanes).toMatchObject([
      { lane: { environment: 'staging' }, outcome: 'created' },
      { lane: { environment: 'prod' }, outcome: 'unchanged' },
    ]);
    expect(report.lanes[1]?.reason).toContain('staging declares v9, which the registry does not have');
    expect(await text(repository, 'waybill/staging/api', fileOf('staging'))).toContain(digest('v1'));
  });

  test('hold: a person decides, and is told once', async () => {
    const repository = await policy('acme/held-back', 'hold');
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'blocked' }]);
    await advance(stage, repository);
    const [pull] = repository.pullRequests();
    expect(pull?.title).toBe('Promote api v2 to staging');
    expect(pull?.comments.filter(({ body }) => body.includes('newer waits'))).toHaveLength(1);
    repository.close(1);
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({ title: 'Promote api v3 to staging' });
  });
});

describe('a pull request', () => {
  test('that a person closed is not opened again for the same digest', async () => {
    const repository = await policy('acme/refused', 'supersede');
    await advance(stage, repository);
    repository.close(1);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'blocked' }]);
    expect(repository.pullRequests()).toHaveLength(1);
    await declare(stage, repository, 'dev', both('v4', 'v1'));
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ outcome: 'created' }]);
  });

  test('that a person added to is left alone, is not merged, and says so once', async () => {
    const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m } }`;
    const repository = await environments('acme/touched', yaml, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    const mine = await repository.push('waybill/staging/api', { 'envs/staging/note.txt': 'mine' });
    stage.wait(HOUR);
    await advance(stage, repository);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    const { report } = await advance(stage, repository);
    await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'blocked', errors: [{ code: 'LANE_TOUCHED' }] }]);
    expect(await repository.head('waybill/staging/api')).toBe(mine);
    const [pull] = repository.pullRequests();
    expect(pull?.merged).toBe(false);
    expect(pull?.comments.filter(({ body }) => body.includes('did not make'))).toHaveLength(1);
  });

  test('whose commit claims to be ours and brings more is built anew before it is merged', async () => {
    const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m } }`;
    const repository = await environments('acme/forged', yaml, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    const ours = (await repository.head('waybill/staging/api')) ?? '';
    await forge(repository, ours, { 'envs/other.yaml': 'more: true\n' });
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'updated', merge: 'merged' }]);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v2'));
    expect(await repository.read('main', 'envs/other.yaml')).toBeUndefined();
  });

  test('is built anew on a base that moved the same file, and loses nothing of it', async () => {
    const repository = await policy('acme/moved', 'supersede');
    await advance(stage, repository);
    const moved = `${kustomization(stage, both('v1', 'v2'))}# a word\n`;
    const base = await repository.push('main', { [fileOf('staging')]: moved });
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([
      { lane: { unit: 'api' }, outcome: 'updated' },
      { lane: { unit: 'web' }, outcome: 'created' },
    ]);
    const branch = await text(repository, 'waybill/staging/api', fileOf('staging'));
    expect(branch).toContain('# a word');
    expect(branch).toContain(digest('v3'));
    expect(branch).toContain(digest('v2', 'web'));
    expect(await repository.head('main')).toBe(base);
  });

  test('is kept as it is when the base moved elsewhere', async () => {
    const repository = await policy('acme/elsewhere', 'supersede');
    await advance(stage, repository);
    await repository.push('main', { 'README.md': 'more' });
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
  });
});

describe('a roll back', () => {
  test('that is open is left alone, and a digest that it holds is not proposed after it', async () => {
    const yaml = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"] }`;
    const repository = await environments('acme/rolled-back', yaml, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    await repository.merge(1);
    stage.wait(HOUR);
    await runRollBack(stage, {
      environment: 'staging',
      images: 'api',
      'config-repository': repository.fullName,
    });
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({
      state: 'open',
      title: 'Roll staging back to api v1',
    });
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await repository.merge(2);
    await advance(stage, repository);
    expect(repository.pullRequests()).toHaveLength(2);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await advance(stage, repository);
    expect(repository.pullRequests()[2]).toMatchObject({ title: 'Promote api v3 to staging' });
  });
});

describe('a group', () => {
  const yaml = (groups: string) => `groups:
  shop: ${groups}
environments:
  dev: { files: ["envs/dev/**"] }
  other: { files: ["envs/other/**"] }
  staging: { after: [dev, other], files: ["envs/staging/**"], merge: auto }`;

  test('moves as a whole, or not at all', async () => {
    const repository = await environments('acme/group', yaml('[api, web]'), ['dev', 'other', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v2'));
    await declare(stage, repository, 'other', both('v2', 'v1'));
    const first = await advance(stage, repository);
    expect(first.report.lanes).toMatchObject([
      { outcome: 'unchanged', reason: expect.stringContaining('web') },
    ]);
    await declare(stage, repository, 'other', both('v2', 'v2'));
    const second = await advance(stage, repository);
    expect(second.report.lanes).toMatchObject([{ merge: 'merged' }]);
    const file = await text(repository, 'main', fileOf('staging'));
    expect(file).toContain(digest('v2'));
    expect(file).toContain(digest('v2', 'web'));
  });

  test('that joins takes the members that are through, and leaves the others', async () => {
    const joined = yaml('{ images: [api, web], join: true }');
    const repository = await environments('acme/joins', joined, ['dev', 'other', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v2'));
    await declare(stage, repository, 'other', both('v2', 'v1'));
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    const file = await text(repository, 'main', fileOf('staging'));
    expect(file).toContain(digest('v2'));
    expect(file).toContain(digest('v1', 'web'));
  });
});

test('an image of a joined group that waits for a moment says when to look again', async () => {
  const config = `groups: { shop: { images: [api, web], join: true } }
environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], gates: { soak: 2h } }`;
  const repository = await environments('acme/joins-later', config, ['dev', 'staging']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  stage.wait(HOUR);
  const { report } = await advance(stage, repository);
  expect(report.lanes).toMatchObject([{ outcome: 'unchanged', gates: [] }]);
  expect(report.nextLook).toEqual(new Date(stage.clock.now.getTime() + HOUR));
});

describe('waves', () => {
  test('go on when the targets before declare it and are healthy', async () => {
    const config = `environments:
  dev: { files: ["envs/dev/**"] }
  prod:
    after: [dev]
    files: ["clusters/{target}/**"]
    waves: [[eu-1], [eu-2, us-1]]
    merge: auto
    gates: { healthy: ["kustomization/apps"] }`;
    const repository = await environments('acme/waves', config, ['dev']);
    const target = (name: string) => `clusters/${name}/kustomization.yaml`;
    const same = kustomization(stage, both('v1', 'v1'));
    await repository.push(
      'main',
      Object.fromEntries(['eu-1', 'eu-2', 'us-1'].map((name) => [target(name), same])),
    );
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    const first = await advance(stage, repository);
    expect(first.report.lanes).toMatchObject([{ outcome: 'created', merge: 'waits' }]);
    expect(repository.pullRequests()[0]?.title).toContain('wave 1 of 2: eu-1');
    expect(await text(repository, 'waybill/prod/api', target('eu-2'))).toContain(digest('v1'));
    await repository.setStatus((await repository.head('main')) ?? '', 'kustomization/apps', 'success');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    const second = await advance(stage, repository);
    expect(second.report.lanes).toMatchObject([{ outcome: 'created', merge: 'waits' }]);
    expect(second.report.lanes[0]?.gates.find(({ gate }) => gate === 'order')).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining('eu-1'),
    });
    await repository.setStatus((await repository.head('main')) ?? '', 'kustomization/apps', 'success');
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'merged' }]);
    for (const name of ['eu-1', 'eu-2', 'us-1'])
      expect(await text(repository, 'main', target(name))).toContain(digest('v2'));
  });

  test('one after the other reach every target', async () => {
    const config = `environments:
  dev: { files: ["envs/dev/**"] }
  prod:
    after: [dev]
    files: ["clusters/{target}/**"]
    waves: [[eu-1], [eu-2, us-1]]
    merge: auto`;
    const repository = await environments('acme/all-waves', config, ['dev']);
    const target = (name: string) => `clusters/${name}/kustomization.yaml`;
    const same = kustomization(stage, both('v1', 'v1'));
    await repository.push(
      'main',
      Object.fromEntries(['eu-1', 'eu-2', 'us-1'].map((name) => [target(name), same])),
    );
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    expect(await text(repository, 'main', target('eu-1'))).toContain(digest('v2'));
    expect(await text(repository, 'main', target('us-1'))).toContain(digest('v1'));
    await advance(stage, repository);
    expect(await text(repository, 'main', target('us-1'))).toContain(digest('v2'));
    expect(await text(repository, 'main', target('eu-2'))).toContain(digest('v2'));
    expect((await advance(stage, repository)).report.lanes).toEqual([]);
  });
});

describe('environments elsewhere', () => {
  test('are read and written in their own repository and on their own branch', async () => {
    const config = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], branch: live, merge: auto }
  prod: { after: [staging], files: ["apps/**"], repository: acme/prod-config, merge: auto }`;
    const prod = await stage.github.createRepository('acme/prod-config', {
      'apps/kustomization.yaml': kustomization(stage, both('v1', 'v1')),
    });
    const repository = await environments('acme/spread', config, ['dev', 'staging']);
    await repository.push('live', { 'README.md': 'live' });
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    expect(await text(repository, 'live', fileOf('staging'))).toContain(digest('v2'));
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
    await advance(stage, repository);
    expect(await text(prod, 'main', 'apps/kustomization.yaml')).toContain(digest('v2'));
  });
});

test('environments can be named, and the others are left alone', async () => {
  const config = `environments:
  dev: { files: ["envs/dev/**"] }
  one: { after: [dev], files: ["envs/one/**"] }
  two: { after: [dev], files: ["envs/two/**"] }`;
  const repository = await environments('acme/named', config, ['dev', 'one', 'two']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  const { report } = await advance(stage, repository, { environments: ['two'] });
  expect(report.lanes.map(({ lane }) => lane.environment)).toEqual(['two']);
  await expect(advance(stage, repository, { environments: ['dev'] })).rejects.toMatchObject({
    code: 'INPUT_MISSING',
  });
  await expect(advance(stage, repository, { environments: ['tow'] })).rejects.toMatchObject({
    code: 'ENVIRONMENT_UNKNOWN',
  });
});

test('a dry run says what it would come to, and writes nothing', async () => {
  const repository = stage.github.repository('acme/named');
  stage.github.clearRequests();
  const { report } = await advance(stage, repository, { dryRun: true });
  expect(report.lanes).toMatchObject([{ outcome: 'created', changed: false }, { outcome: 'unchanged' }]);
  expect(writes(stage)).toEqual([]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
