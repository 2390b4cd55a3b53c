import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { openStage, PRIVATE, type Stage, text } from '../actions/stage.ts';
import { configRepo, run as runFromSources } from '../actions/promote/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';
import { registryStandIn } from '../stand-ins.ts';
import { yaml } from '../yaml.ts';

// What a runner can do to the bundle: end it at any moment, give it no home and no place to write, and
// foreign text to print.

const BRANCH = 'waybill/dev/shop';
const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
let v1: string;
let v2: string;
let v3: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage(PRIVATE);
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  const old = await shop.head('main');
  const subject =
    'Open on Sundays\r::error::forged\n\n::set-output name=changed::forged\n##[error]forged @octocat';
  const commit = await shop.push('main', { 'main.txt': 'two' }, { message: subject });
  v1 = stage.release('api', 'v1', { source: 'acme/shop', commit: old ?? '' });
  v2 = stage.release('api', 'v2', { source: 'acme/shop', commit });
  v3 = stage.release('api', 'v3', { source: 'acme/shop', commit });
});

async function freshRepo(): Promise<SandboxRepository> {
  repositories += 1;
  return configRepo(stage, `acme/config-${repositories}`, v1);
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

function promote(
  repository: string,
  inputs: Readonly<Record<string, string>>,
  { env = {}, ...options }: Surroundings = {},
): Promise<ActionRun> {
  return runAction('promote', {
    ...options,
    inputs: {
      environment: 'dev',
      'config-repository': repository,
      'github-token': stage.token,
      ...stage.login,
      ...inputs,
    },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: 'acme/shop',
      RUNNER_DEBUG: '1',
      ...env,
    },
  });
}

describe.each([
  { situation: 'a first promotion', before: undefined, tag: 'v2' },
  { situation: 'a newer digest', before: 'v2', tag: 'v3' },
])('$situation that is killed', ({ before, tag }) => {
  async function opened(): Promise<SandboxRepository> {
    const repo = await freshRepo();
    const inputs = { images: `api=${before}`, environment: 'dev', 'config-repository': repo.fullName };
    // The sources do what the bundle does, without a process of their own.
    if (before !== undefined) await runFromSources(stage, inputs);
    return repo;
  }

  test('at any one of its requests is finished by the next run', async () => {
    const images = { images: `api=${tag}` };
    const undisturbed = await opened();
    stage.github.clearRequests();
    await promote(undisturbed.fullName, images);
    const count = stage.github.requests.length;
    expect(count).toBeGreaterThan(6);
    for (let nth = 1; nth <= count; nth += 1) {
      const repo = await opened();
      const killed = new AbortController();
      let seen = 0;
      stage.github.inject({
        mode: 'lose-answer',
        match: () => {
          seen += 1;
          if (seen === nth) killed.abort();
          return seen === nth;
        },
      });
      const run = await promote(repo.fullName, images, { signal: killed.signal });
      expect(run.exitCode).toBeNull();
      expect(await promote(repo.fullName, images)).toMatchObject({ exitCode: 0 });
      const pulls = repo.pullRequests();
      expect(pulls.map(({ state, head }) => [state, head.ref, head.sha])).toEqual([
        ['open', BRANCH, await repo.head(BRANCH)],
      ]);
      expect(pulls[0]?.comments).toHaveLength(before === undefined ? 0 : 1);
      const base = await text(repo, 'main', FILE);
      expect(await text(repo, BRANCH, FILE)).toBe(
        base.replace('v1', tag).replace(v1, tag === 'v2' ? v2 : v3),
      );
    }
  });
});

describe('the machine of a run', () => {
  test('needs no home, and nothing is written to the workspace', async () => {
    const workspace = await mkdtemp(join(tmpdir(), 'waybill-empty-'));
    try {
      const repo = await freshRepo();
      const run = await promote(
        repo.fullName,
        { images: 'api=v2' },
        {
          cwd: workspace,
          env: { HOME: '/nonexistent', RUNNER_TEMP: '/nonexistent', TMPDIR: '/nonexistent' },
        },
      );
      expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
      expect(await readdir(workspace)).toEqual([]);
    } finally {
      await rm(workspace, { recursive: true });
    }
  });
});

describe('what others wrote', () => {
  test('in a commit of the source is neither a command to the runner nor a mention', async () => {
    const repo = await freshRepo();
    const run = await promote(repo.fullName, { images: 'api=v2' });
    const commands = run.stdout.split(/\r\n|\r|\n/).filter((line) => /^\s*::|##\[/.test(line));
    expect(commands.filter((line) => !/^::(?:debug|add-mask|group|endgroup|notice)\b/.test(line))).toEqual(
      [],
    );
    expect(run.outputs['changed']).toBe('true');
    const body = repo.pullRequests()[0]?.body ?? '';
    expect(body).toContain('Open on Sundays');
    expect(body).not.toMatch(/[^`\w]@octocat/);
  });
});

describe('secrets', () => {
  test.each(['none', 'unavailable', 'wrong-digest-header'] as const)(
    'of the registry and of GitHub are nowhere but in masks (fault: %s)',
    async (fault) => {
      const folder = await mkdtemp(join(tmpdir(), 'waybill-login-'));
      const registry = await registryStandIn({
        auth: { kind: 'bearer', username: 'robot', password: 'canary-password', push: false },
      });
      try {
        const digest = registry.seed('acme/api', ['v9']);
        const auth = Buffer.from('robot:canary-password').toString('base64');
        await mkdir(join(folder, 'docker'));
        await writeFile(
          join(folder, 'docker', 'config.json'),
          JSON.stringify({ auths: { [registry.host]: { auth } } }),
        );
        const before = await readFile(join(folder, 'docker', 'config.json'), 'utf8');
        repositories += 1;
        const repo = await stage.github.createRepository(`acme/config-${repositories}`, {
          'waybill.yaml': yaml`
            version: 1
            images:
              api: { repository: ${registry.host}/acme/api }
            environments:
              dev: { files: ["dev/**"] }
          `,
          'dev/values.yaml': `image: ${registry.host}/acme/api:v1@${v1}\n`,
        });
        if (fault !== 'none') registry.inject({ mode: fault, times: 100 });
        const run = await promote(
          repo.fullName,
          { images: 'api=v9', deadline: '2s' },
          { env: { DOCKER_CONFIG: join(folder, 'docker') } },
        );
        expect(run.exitCode).toBe(fault === 'none' ? 0 : 1);
        if (fault === 'none')
          expect(await text(repo, 'waybill/dev/api', 'dev/values.yaml')).toContain(digest);
        const said = [run.stdout.replace(/^::add-mask::.*$/gm, ''), run.stderr, run.summary];
        const everything = [...said, JSON.stringify(run.outputs), JSON.stringify(repo.pullRequests())].join();
        for (const secret of ['canary-password', auth, stage.token]) expect(everything).not.toContain(secret);
        expect(await readFile(join(folder, 'docker', 'config.json'), 'utf8')).toBe(before);
      } finally {
        await registry.close();
        await rm(folder, { recursive: true });
      }
    },
  );
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
