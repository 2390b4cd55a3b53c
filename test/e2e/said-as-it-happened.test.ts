import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, declare, openAdvanceStage, pipeline } from '../actions/advance/stage.ts';
import { APP } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { actIn, promoteIn } from './promote-in.ts';

// What a run says of itself, in the log, the summary, the outputs and the pull request, is what happened.

let stage: AdvanceStage;
const versions: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

const version = (tag: string): Record<string, string> => ({ api: versions[tag] ?? '' });

function repositoryOf(environments: string): Promise<SandboxRepository> {
  repositories += 1;
  return pipeline(stage, `acme/said-${repositories}`, environments, ['dev', 'staging'], version('v1'));
}

const ROAD = yaml`
  environments:
    dev: { files: ["envs/dev/**"], merge: auto }
    staging: { after: [dev], files: ["envs/staging/**"], merge: auto }
`;

interface Json {
  readonly lanes: readonly Readonly<Record<string, unknown>>[];
}

function jsonOf({ outputs }: { readonly outputs: Readonly<Record<string, string>> }): Json {
  return JSON.parse(outputs['json'] ?? '{}') as Json;
}

describe('a run that merges says that it merged', () => {
  test('when it promotes', async () => {
    const { fullName } = await repositoryOf(ROAD);
    const ran = await promoteIn(stage, fullName, { environment: 'dev', images: 'api=v2' });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'merged', changed: 'true' } });
    expect(jsonOf(ran).lanes).toMatchObject([{ outcome: 'merged', merge: 'merged', changed: true }]);
    expect(ran.stdout).toMatch(/dev\/api: merged\. http\S+ The pull request was opened and merged\./);
    expect(ran.summary).toMatch(/\| `api` +\| merged/);
    expect(ran.summary).not.toContain('is open');
  });

  test('when it advances, at once or at a later run', async () => {
    const repository = await repositoryOf(
      ROAD.replace('"envs/staging/**"]', '"envs/staging/**"], gates: { manual: true }'),
    );
    await declare(stage, repository, 'dev', version('v2'));
    expect(await promoteIn(stage, repository.fullName)).toMatchObject({ outputs: { outcome: 'created' } });
    await repository.approve(1, 'bob');
    const ran = await promoteIn(stage, repository.fullName);
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'merged', changed: 'true' } });
    expect(jsonOf(ran).lanes).toMatchObject([{ outcome: 'merged' }]);
    expect(ran.stdout).toMatch(/staging\/api: merged\. http\S+ Its gates have passed, so it was merged\./);
    expect(ran.summary).toContain('| merged |');
  });

  test('when it rolls back', async () => {
    const repository = await repositoryOf(ROAD);
    await declare(stage, repository, 'dev', version('v2'));
    const inputs = { environment: 'dev', images: 'api', reason: 'slow', 'auto-merge': 'true' };
    const ran = await actIn('rollback', stage, repository.fullName, inputs);
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'merged', changed: 'true' } });
  });

  test('and one that leaves the merge to GitHub says that', async () => {
    const repository = await repositoryOf(ROAD);
    repository.configure({ allowAutoMerge: true });
    repository.protect('main', { requiredReviews: 1 });
    const ran = await promoteIn(stage, repository.fullName, { environment: 'dev', images: 'api=v2' });
    expect(ran).toMatchObject({ outputs: { outcome: 'created' } });
    expect(ran.stdout).toContain('GitHub merges it as soon as its rules are met.');
  });
});

describe('a run that fails says what it wrote', () => {
  const images = { environment: 'dev', images: 'api=v2' };

  test.each([
    ['promotes', images],
    ['advances', {}],
  ])('when it %s, after the pull request was opened', async (_what, inputs) => {
    const repository = await repositoryOf(ROAD);
    if (!('images' in inputs)) await declare(stage, repository, 'dev', version('v2'));
    let isOut = true;
    stage.github.inject({
      mode: 'unauthorized',
      times: 1_000,
      match: ({ operation }) => isOut && /statuses|mergePullRequest/.test(operation),
    });
    const ran = await promoteIn(stage, repository.fullName, inputs);
    isOut = false;
    expect(ran.exitCode).toBe(1);
    expect(repository.pullRequests()).toHaveLength(1);
    expect(ran.outputs).toMatchObject({ changed: 'true' });
  });

  test('and one that was refused everything says that it wrote nothing', async () => {
    const { fullName } = await repositoryOf(ROAD);
    const permissions = { contents: 'read', pull_requests: 'read', metadata: 'read' } as const;
    const token = stage.github.grant({ ...APP, permissions });
    const ran = await promoteIn({ ...stage, token }, fullName, images);
    expect(ran).toMatchObject({ exitCode: 1, outputs: { changed: 'false' } });
  });
});

describe('a branch whose pull request cannot be opened', () => {
  const images = { environment: 'dev', images: 'api=v2' };

  test('is deleted again where GitHub says no', async () => {
    const repository = await repositoryOf(ROAD);
    const permissions = { ...APP.permissions, pull_requests: 'read' } as const;
    const token = stage.github.grant({ ...APP, permissions });
    const ran = await promoteIn({ ...stage, token }, repository.fullName, images);
    expect(ran).toMatchObject({ exitCode: 1, outputs: { changed: 'true' } });
    expect(ran.stdout).toContain('PERMISSION_MISSING');
    expect(await repository.branches()).toEqual(['main']);
  });

  test('is named where it is not known whether GitHub did it', async () => {
    const repository = await repositoryOf(ROAD);
    let isOut = true;
    stage.github.inject({
      mode: 'bad-gateway-before',
      times: 1_000,
      match: ({ operation }) => isOut && /\/pulls$/.test(operation),
    });
    stage.github.inject({
      mode: 'lose-answer',
      match: ({ operation }) => isOut && operation.includes('createPullRequest'),
    });
    const ran = await promoteIn(stage, repository.fullName, images);
    isOut = false;
    expect(ran).toMatchObject({ exitCode: 1, outputs: { changed: 'true' } });
    expect(ran.stdout).toContain('The branch waybill/dev/api is there without a pull request');
    expect(await repository.branches()).toContain('waybill/dev/api');
    expect(await promoteIn(stage, repository.fullName, images)).toMatchObject({ exitCode: 0 });
    expect(repository.pullRequests()).toMatchObject([{ merged: true }]);
  });
});

test('a hold that ends with a promotion is said on its pull request, with why it was there', async () => {
  const repository = await repositoryOf(ROAD.replaceAll(', merge: auto', ''));
  const hold = yaml`
    - image: api
      digest: ${version('v2')['api']?.replace('v2@', '') ?? ''}
      reason: slow and @acme/sre knows
      by: alice
      at: 2026-01-05T09:00:00Z
  `;
  await repository.push('main', { '.waybill/hold/staging.yaml': hold });
  await declare(stage, repository, 'dev', { api: `v3@${stage.release('api', 'v3')}` });
  const ran = await promoteIn(stage, repository.fullName);
  expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
  const [pull] = repository.pullRequests();
  expect(pull?.body).toMatch(
    /\*\*A hold ends\*\*.*\n\n- `api` `sha256:\S+` was held: `slow and @acme\/sre knows` \(`alice`, 2026-01-05 09:00 UTC\)/,
  );
  expect(pull?.body).toContain('in `envs/staging/kustomization.yaml` and `.waybill/hold/staging.yaml`');
});
