import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { APP, openStage, PRIVATE, type Stage, text } from '../actions/stage.ts';
import { configRepo } from '../actions/promote/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';
import { endWithTest } from '../end-with-test.ts';
import { yaml } from '../yaml.ts';

const BRANCH = 'waybill/dev/shop';
const FILE = 'envs/dev/kustomization.yaml';
const OUTPUTS = [
  'changed',
  'json',
  'next-look',
  'outcome',
  'pull-request-branch',
  'pull-request-head-sha',
  'pull-request-number',
  'pull-request-operation',
  'pull-request-url',
];

let stage: Stage;
const digests: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage(PRIVATE);
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  for (const [index, tag] of ['v1', 'v2', 'v3'].entries()) {
    const commit = await shop.push(
      'main',
      { 'main.txt': tag },
      { message: `Release ${tag} (#${index + 1})` },
    );
    digests[tag] = stage.release('api', tag, { source: 'acme/shop', commit });
  }
});

async function freshRepo(): Promise<SandboxRepository> {
  repositories += 1;
  return configRepo(stage, `acme/config-${repositories}`, digests['v1'] ?? '');
}

function promote(
  repo: SandboxRepository,
  inputs: Readonly<Record<string, string>>,
  token = stage.token,
  { cwd, temp }: { readonly cwd?: string; readonly temp?: string } = {},
): Promise<ActionRun> {
  return runAction('promote', {
    ...(cwd === undefined ? {} : { cwd }),
    inputs: {
      environment: 'dev',
      'config-repository': repo.fullName,
      'github-token': token,
      ...stage.login,
      ...inputs,
    },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: 'acme/shop',
      RUNNER_DEBUG: '1',
      ...(temp === undefined ? {} : { HOME: temp, RUNNER_TEMP: temp }),
    },
  });
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function expectProposed(repo: SandboxRepository, tag: string): Promise<void> {
  const pulls = repo.pullRequests();
  expect(pulls.map(({ state, head }) => [state, head.ref])).toEqual([['open', BRANCH]]);
  expect(pulls[0]?.head.sha).toBe(await repo.head(BRANCH));
  const before = await text(repo, 'main', FILE);
  const after = before.replace('v1', tag).replace(digests['v1'] ?? '', digests[tag] ?? '');
  expect(await text(repo, BRANCH, FILE)).toBe(after);
}

describe('the promote action', () => {
  test.each([
    ['Kustomize', 'dev', FILE, undefined],
    ['Helm values', 'staging', 'envs/staging/values.yaml', FILE],
    ['a workload', 'prod', 'envs/prod/deploy.yaml', 'envs/staging/values.yaml'],
  ])(
    'opens a pull request that changes exactly the reference, in %s',
    async (_format, environment, file, upstream) => {
      const repo = await freshRepo();
      if (upstream !== undefined) {
        const declared = (await text(repo, 'main', upstream)).replace(
          digests['v1'] ?? '',
          digests['v2'] ?? '',
        );
        await repo.push('main', { [upstream]: declared });
      }
      const run = await promote(repo, { images: `api=v2@${digests['v2']}`, environment });
      expect([run.exitCode, run.outputs['outcome'], run.outputs['changed']]).toEqual([0, 'created', 'true']);
      const [pull] = repo.pullRequests();
      expect(run.outputs['pull-request-number']).toBe('1');
      expect(run.outputs['pull-request-url']).toBe(pull?.url);
      expect(run.outputs).toMatchObject({
        'pull-request-operation': 'created',
        'pull-request-head-sha': pull?.head.sha,
        'pull-request-branch': pull?.head.ref,
      });
      expect(run.summary).toContain('created');
      expect(run.summary).toContain(`+`);
      const before = (await text(repo, 'main', file)).split('\n');
      const after = (await text(repo, pull?.head.sha ?? '', file)).split('\n');
      const changed = after.filter((line, index) => line !== before[index]);
      expect(after).toHaveLength(before.length);
      expect(changed.join('\n')).toContain(digests['v2']);
      expect(changed.length).toBeLessThanOrEqual(2);
    },
  );

  test('run twice does nothing the second time, and says so in every output', async () => {
    const repo = await freshRepo();
    await promote(repo, { images: 'api=v2' });
    stage.github.clearRequests();
    const again = await promote(repo, { images: 'api=v2' });
    expect(stage.github.requests.length).toBeLessThanOrEqual(3);
    expect(Object.keys(again.outputs).sort()).toEqual(OUTPUTS);
    expect(again.outputs).toMatchObject({
      outcome: 'unchanged',
      changed: 'false',
      'pull-request-number': '1',
      'pull-request-operation': 'none',
      'pull-request-branch': BRANCH,
    });
    await expectProposed(repo, 'v2');
  });

  test('takes the open pull request over for a newer digest', async () => {
    const repo = await freshRepo();
    await promote(repo, { images: 'api=v2' });
    const run = await promote(repo, { images: 'api=v3' });
    expect(run.outputs).toMatchObject({ outcome: 'superseded', 'pull-request-operation': 'updated' });
    expect(repo.pullRequests()[0]?.comments).toHaveLength(1);
    await expectProposed(repo, 'v3');
  });

  test('fails with an explanation, and with its outputs, when a person has committed to the branch', async () => {
    const repo = await freshRepo();
    await promote(repo, { images: 'api=v2' });
    const theirs = await repo.push(BRANCH, { 'envs/dev/note.txt': 'mine' }, { author: 'alice' });
    const run = await promote(repo, { images: 'api=v3' });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error.*LANE_TOUCHED|::error[^]*is left as it is/);
    expect(run.outputs).toMatchObject({ outcome: 'blocked', 'pull-request-number': '1' });
    expect(await repo.head(BRANCH)).toBe(theirs);
  });

  test('prints the diff of a dry run and writes nothing', async () => {
    const repo = await freshRepo();
    const run = await promote(repo, { images: 'api=v2', 'dry-run': 'true' });
    expect([run.exitCode, run.outputs['changed']]).toEqual([0, 'false']);
    expect(run.stdout).toContain(`+    digest: ${digests['v2']}`);
    expect(run.summary).toContain('dry run');
    expect(await repo.branches()).toEqual(['main']);
  });

  test.each([
    ['an unknown environment', { environment: 'devel' }, 'ENVIRONMENT_UNKNOWN'],
    ['an image that is not in the registry', { images: 'api=v9' }, 'IMAGE_NOT_FOUND'],
    ['no images', { images: '' }, 'INPUT_MISSING'],
    ['a token that is rejected', { 'github-token': 'ghs_unknown' }, 'TOKEN_REJECTED'],
  ])('fails for %s with one error and all outputs', async (_what, inputs, code) => {
    const repo = await freshRepo();
    const run = await promote(repo, { images: 'api=v2', ...inputs });
    expect(run.exitCode).toBe(1);
    expect(run.stdout.match(/^::error/gm)).toHaveLength(1);
    expect(run.summary).toContain(code);
    expect(Object.keys(run.outputs).sort()).toEqual(OUTPUTS);
    expect(run.outputs).toMatchObject({ outcome: '', changed: 'false', json: '{}' });
    expect(repo.pullRequests()).toEqual([]);
  });

  test('annotates the line of waybill.yaml that is wrong', async () => {
    const repo = await freshRepo();
    await repo.push('main', {
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repo: x }
        environments: {}
      `,
    });
    const run = await promote(repo, { images: 'api=v2' });
    expect(run.stdout).toMatch(/^::error [^\n]*file=waybill\.yaml[^\n]*line=3/m);
  });

  test('shows its token nowhere, whatever it logs', async () => {
    const repo = await freshRepo();
    const run = await promote(repo, { images: 'api=v2' });
    const said =
      run.stdout.replace(/^::add-mask::.*$/gm, '') + run.stderr + run.summary + JSON.stringify(run.outputs);
    expect(said).not.toContain(stage.token);
  });

  test('leaves its token in no file of the workspace, of its home and of the folder for temporary files', async () => {
    const folders = await Promise.all(
      ['workspace', 'temp'].map((name) => mkdtemp(join(tmpdir(), `waybill-${name}-`))),
    );
    for (const folder of folders) endWithTest(() => rm(folder, { recursive: true, force: true }));
    const [cwd = '', temp = ''] = folders;
    const found = async (): Promise<readonly string[]> => {
      const files = (await Promise.all(folders.map(filesBelow))).flat();
      const texts = await Promise.all(files.map((file) => readFile(file)));
      const written = [stage.token, Buffer.from(`x-access-token:${stage.token}`).toString('base64')];
      return files.filter((_, index) => written.some((secret) => texts[index]?.includes(secret)));
    };
    const run = await promote(await freshRepo(), { images: 'api=v2' }, stage.token, { cwd, temp });
    expect(run.outputs['outcome']).toBe('created');
    expect(await found()).toEqual([]);
    const planted = join(temp, 'planted', 'config');
    await mkdir(dirname(planted));
    await writeFile(planted, `token = ${stage.token}`);
    expect(await found()).toEqual([planted]);
  });

  test('loses the answer of any one request and still ends right', async () => {
    stage.github.clearRequests();
    const first = await freshRepo();
    await promote(first, { images: 'api=v2' });
    const count = stage.github.requests.length;
    expect(count).toBeGreaterThan(6);
    for (let nth = 1; nth <= count; nth += 1) {
      const repo = await freshRepo();
      stage.github.inject({ mode: 'lose-answer', nth });
      await promote(repo, { images: 'api=v2' });
      const second = await promote(repo, { images: 'api=v2' });
      expect(second.outputs['outcome']).toBe('unchanged');
      await expectProposed(repo, 'v2');
    }
  });

  test('whose token dies after any number of requests is finished by the next run', async () => {
    for (const validFor of [1, 4, 5, 6, 7]) {
      const repo = await freshRepo();
      const run = await promote(repo, { images: 'api=v2' }, stage.github.grant({ ...APP, validFor }));
      expect([run.exitCode, /TOKEN_REJECTED/.test(run.summary)]).toEqual([1, true]);
      await promote(repo, { images: 'api=v2' });
      await expectProposed(repo, 'v2');
    }
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
