import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  HOUR,
  openAdvanceStage,
  pipeline,
  statuses,
} from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { runInConfigRepo } from './config-repo-run.ts';

// Whoever asks for something may write a secret of the run into the reason. It is masked wherever it stays.

const PASSWORD = 'canary & p/ssword=1';

let stage: AdvanceStage;
let digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  digests = Object.fromEntries(['v1', 'v2', 'v3'].map((tag) => [tag, stage.release('api', tag)]));
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

/** A text with each secret as it is, in Base64 and in an address. */
function leaking(): string {
  const forms = (secret: string) => [
    secret,
    Buffer.from(`ci:${secret}`).toString('base64'),
    encodeURIComponent(secret),
  ];
  return ['broken', ...forms(stage.token), ...forms(PASSWORD)].join(' ');
}

/** The letters that tell each of them: Base64 depends on what stands around a secret at its ends. */
function traces(): readonly string[] {
  const core = (secret: string): string => Buffer.from(`ci:${secret}`).toString('base64').slice(6, -6);
  return [stage.token, core(stage.token), PASSWORD, core(PASSWORD), encodeURIComponent(PASSWORD)];
}

async function configRepo(name: string, staging: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], ${staging} }
  `;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], { api: version('v1') });
  stage.wait(2 * HOUR);
  return repository;
}

const act = async (
  repository: SandboxRepository,
  action: string,
  inputs: Readonly<Record<string, string>> = {},
) => {
  const login = { registry: stage.registry.host, 'registry-username': 'ci', 'registry-password': PASSWORD };
  const ran = await runInConfigRepo(stage, repository.fullName, action, { ...login, ...inputs });
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran;
};

/** Everything that stays of Waybill's commits: messages, files and trees; and all that pull requests say. */
async function kept(repository: SandboxRepository): Promise<string> {
  const git = [
    '-C',
    repository.gitDirectory,
    'log',
    '--branches=waybill*',
    '-p',
    '--format=%B',
    '--not',
    'main',
  ];
  const commits = execFileSync('git', git, { encoding: 'utf8' });
  const pulls = repository.pullRequests();
  const shown = await Promise.all(pulls.map(({ head }) => statuses(stage, repository, head.sha)));
  return commits + JSON.stringify([pulls, shown]);
}

async function expectMasked(repository: SandboxRepository): Promise<string> {
  const text = await kept(repository);
  for (const trace of traces()) expect(text).not.toContain(trace);
  expect(text).toContain('broken ***');
  return text;
}

test('the reason of a roll back: hold file, pause file, commit message, title and body', async () => {
  const repository = await configRepo('acme/masked-1', 'gates: { soak: 30m }');
  await declare(stage, repository, 'staging', { api: version('v2') });
  const inputs = { environment: 'staging', reason: leaking(), pause: 'true' };
  await act(repository, 'rollback', inputs);
  const text = await expectMasked(repository);
  expect(text).toMatch(/^\+ *-? *reason: .*broken \*\*\*/m);
  expect(text).toContain('.waybill/pause/staging.yaml');
  expect((await act(repository, 'rollback', inputs)).outputs['changed']).toBe('false');
});

test('the reason of a pause: pause file, commit message, title and body, and the status of each lane', async () => {
  const repository = await configRepo('acme/masked-2', 'gates: { soak: 30m }');
  await declare(stage, repository, 'dev', { api: version('v2') });
  await act(repository, 'promote');
  await act(repository, 'pause', { environment: 'staging', reason: leaking() });
  await expectMasked(repository);
  const [lane] = repository.pullRequests();
  const shown = await statuses(stage, repository, lane?.head.sha ?? '');
  expect(shown['waybill']).toMatch(/^pending: .*paused: broken \*\*\*/);
});

test('the reason of a hotfix: commit message, title and body', async () => {
  const repository = await configRepo('acme/masked-3', 'hotfix: true, gates: { soak: 30m }');
  const inputs = { environment: 'staging', images: `api=${version('v2')}`, reason: leaking() };
  await act(repository, 'promote', inputs);
  await expectMasked(repository);
  expect((await act(repository, 'promote', inputs)).outputs['changed']).toBe('false');
});

test('the version that an image says: the comment, the statuses and the body', async () => {
  const secret = '1.2.0-canary4711';
  const says = (name: string) => ({ 'org.opencontainers.image.version': name });
  const loud = stage.registry.seed('acme/api', ['loud'], { content: 'loud', labels: says(secret) });
  const next = stage.registry.seed('acme/api', ['next'], { content: 'next', labels: says('0.9.0') });
  const repository = await configRepo('acme/masked-4', 'policy: queue, gates: { version: "<1.0.0" }');
  const login = { 'registry-password': secret };
  await declare(stage, repository, 'dev', { api: `loud@${loud}` });
  await act(repository, 'promote', login);
  const [pull] = repository.pullRequests();
  const shown = await statuses(stage, repository, pull?.head.sha ?? '');
  expect(shown['waybill']).toContain('***');
  await declare(stage, repository, 'dev', { api: `next@${next}` });
  await act(repository, 'promote', login);
  expect(JSON.stringify(repository.pullRequests()[0]?.comments)).toContain('- version: ***');
  expect(JSON.stringify([shown, await kept(repository)])).not.toContain(secret);
});
