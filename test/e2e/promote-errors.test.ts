import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository, SeedFile } from '../../sandbox/github/sandbox-github.ts';
import { APP, openStage, PRIVATE, type Stage } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { configRepo } from '../actions/promote/stage.ts';
import { type ActionRun, runAction } from './run-action.ts';

// Each mistake a workflow or a config repo can hold, as its author meets it: the annotations, the summary and
// the outputs of the spawned bundle, and a config repo in which nothing was written.

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
const NOWHERE = `sha256:${'0'.repeat(64)}`;

let stage: Stage;
let v1: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage(PRIVATE);
  v1 = stage.release('api', 'v1');
  stage.release('api', 'v2');
  stage.release('web', 'w2');
});

async function freshRepo(files: Readonly<Record<string, SeedFile>> = {}): Promise<SandboxRepository> {
  repositories += 1;
  return configRepo(stage, `acme/config-${repositories}`, v1, files);
}

function promote(
  repository: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  return runAction('promote', {
    inputs: {
      images: 'api=v2',
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
      ...env,
    },
  });
}

interface Annotation {
  readonly code: string;
  readonly place: string | undefined;
  readonly says: string;
}

/** The error annotations of a run, as the runner reads them. */
function annotations({ stdout }: ActionRun): Annotation[] {
  return [...stdout.matchAll(/^::error ([^\n]*?)::(.*)$/gm)].map(([, properties = '', says = '']) => {
    const [file, line] = ['file', 'line'].map(
      (name) => new RegExp(`(?:^|,)${name}=([^,]+)`).exec(properties)?.[1],
    );
    return {
      code: /title=Waybill%3A (\w+)/.exec(properties)?.[1] ?? '',
      place: file === undefined ? undefined : `${file}:${line}`,
      says,
    };
  });
}

/**
 * That a run ended with this one error, said on the log and in the summary, and set every output all the
 * same.
 */
function expectRefused(run: ActionRun, code: string, says: RegExp, place?: string): void {
  expectFailed(run, code, says, place);
  expect(run.outputs).toMatchObject({ changed: 'false', 'pull-request-number': '', 'pull-request-url': '' });
}

/** The same, whether or not something was written before. */
function expectFailed(run: ActionRun, code: string, says: RegExp, place?: string): void {
  expect(annotations(run)).toEqual([{ code, place, says: expect.stringMatching(says) }]);
  expect(run).toMatchObject({ exitCode: 1, stderr: '' });
  expect(run.summary).toContain(code);
  expect(Object.keys(run.outputs).sort()).toEqual(OUTPUTS);
}

async function expectUntouched(repo: SandboxRepository, head: string | undefined): Promise<void> {
  expect([await repo.branches(), await repo.head('main')]).toEqual([['main'], head]);
  expect(repo.pullRequests()).toEqual([]);
}

describe('an input that cannot be', () => {
  test.each([
    ['an unknown environment', { environment: 'stagging' }, 'ENVIRONMENT_UNKNOWN', /stagging.*"staging"/],
    ['an unknown image', { images: 'appi=v2' }, 'IMAGE_UNKNOWN', /appi.*"api"/],
    ['a tag that is not in the registry', { images: 'api=v9' }, 'IMAGE_NOT_FOUND', /api:v9/],
    [
      'a digest that is not in the registry',
      { images: `api=v2@${NOWHERE}` },
      'IMAGE_NOT_FOUND',
      /sha256:0000/,
    ],
    ['a base branch that is not there', { 'config-branch': 'mian' }, 'BRANCH_MISSING', /mian.*"main"/],
    ['a token that nobody knows', { 'github-token': 'ghs_unknown' }, 'TOKEN_REJECTED', /token/],
    ['no token', { 'github-token': '' }, 'TOKEN_MISSING', /github-token/],
  ])('%s', async (_what, inputs, code, says) => {
    const repo = await freshRepo();
    const head = await repo.head('main');
    expectRefused(await promote(repo.fullName, inputs), code, says);
    await expectUntouched(repo, head);
  });

  test('a repository that is not there, or that the token may not see', async () => {
    expectRefused(await promote('acme/confg', {}), 'REPOSITORY_NOT_FOUND', /acme\/confg.*private/);
  });
});

describe('a config repo that cannot be edited for sure', () => {
  const pod = (...images: string[]): string =>
    yaml`
      kind: Pod
      spec:
        containers:
          ${images.map((image) => `- image: ${image}\n`).join('')}
    `;
  test.each([
    [
      'no reference',
      () => ({ images: 'web=w2' }),
      () => ({}),
      'REFERENCE_NOT_FOUND',
      /no file declares .*\/acme\/web.*it is another repository/,
      'envs/dev/kustomization.yaml:4',
    ],
    [
      'a reference to nearly the same repository',
      () => ({ images: 'web=w2' }),
      () => ({ 'envs/dev/pod.yaml': pod(`${stage.images}/wbe:w1`) }),
      'REFERENCE_NOT_FOUND',
      /no file declares .*wbe:w1/,
      'envs/dev/pod.yaml:4',
    ],
    [
      'two repositories that could be meant',
      () => ({}),
      () => ({
        'envs/dev/fork/kustomization.yaml': yaml`
          kind: Kustomization
          images:
            - name: ${stage.images}/api
              newName: ghcr.io/fork/api
              newTag: v1
        `,
      }),
      'REFERENCE_AMBIGUOUS',
      /two repositories that could be api.*ghcr\.io\/fork\/api:v1/,
      'envs/dev/fork/kustomization.yaml:5',
    ],
    [
      'a template instead of a reference',
      () => ({}),
      () => ({ 'envs/dev/pod.yaml': pod(`${stage.images}/api:{{ .Values.tag }}`) }),
      'REFERENCE_UNEDITABLE',
      /spec\.containers\[0\]\.image.*a template writes part of it/,
      'envs/dev/pod.yaml:4',
    ],
    [
      'a mistake in waybill.yaml',
      () => ({}),
      () => ({
        'waybill.yaml': yaml`
            version: 1
            images:
              api: { repository: ghcr.io/a/b, sorce: a/b }
            environments: {}
          `,
      }),
      'CONFIG_INVALID',
      /sorce.*"source"/,
      'waybill.yaml:3',
    ],
  ])('because it holds %s', async (_what, inputs, files, code, says, place) => {
    const repo = await freshRepo(files());
    const head = await repo.head('main');
    expectRefused(await promote(repo.fullName, inputs()), code, says, place);
    await expectUntouched(repo, head);
  });
});

describe('what GitHub does not allow', () => {
  test.each([
    ['contents: write', { contents: 'read', pull_requests: 'write' }, 'false'],
    // The branch was made, and deleted again without its pull request.
    ['pull-requests: write', { contents: 'write', pull_requests: 'read' }, 'true'],
  ] as const)(
    'a token without %s is told which permission it is',
    async (permission, permissions, changed) => {
      const repo = await freshRepo();
      const head = await repo.head('main');
      const token = stage.github.grant({ ...APP, permissions: { metadata: 'read', ...permissions } });
      const run = await promote(repo.fullName, { 'github-token': token });
      expectFailed(run, 'PERMISSION_MISSING', new RegExp(`"${permission}"`));
      expect(run.outputs).toMatchObject({ changed, 'pull-request-number': '', 'pull-request-url': '' });
      await expectUntouched(repo, head);
      await promote(repo.fullName, {});
      expect(repo.pullRequests()).toHaveLength(1);
    },
  );

  test('a rule that protects the branch of the lane is named', async () => {
    const repo = await freshRepo();
    const head = await repo.head('main');
    repo.protect('waybill/dev/shop', { creation: true });
    expectRefused(await promote(repo.fullName, {}), 'BRANCH_PROTECTED', /waybill\/dev\/shop/);
    await expectUntouched(repo, head);
  });

  test('an archived repository is only read', async () => {
    const repo = await freshRepo();
    repo.configure({ archived: true });
    expectRefused(await promote(repo.fullName, {}), 'REPOSITORY_READ_ONLY', /archived/);
  });
});

describe('a rate limit', () => {
  test('that ends before the deadline is waited for', async () => {
    const repo = await freshRepo();
    stage.github.inject({ mode: 'secondary-limit', nth: 2, amount: 1 });
    const run = await promote(repo.fullName, {});
    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
    expect(run.stdout).toMatch(/^::warning.*waiting until \d{4}-\d\d-\d\dT/m);
  });

  test('that ends later says until when, and nothing is asked meanwhile', async () => {
    const repo = await freshRepo();
    const head = await repo.head('main');
    stage.github.inject({ mode: 'primary-limit', nth: 2, amount: 3_600 });
    stage.github.clearRequests();
    const run = await promote(repo.fullName, { deadline: '5m' });
    expectRefused(run, 'RATE_LIMITED', /before \d{4}-\d\d-\d\dT/);
    expect(stage.github.requests).toHaveLength(2);
    await expectUntouched(repo, head);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
