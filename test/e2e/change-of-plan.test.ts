import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { both, digest, stage } from '../actions/advance/released-images.ts';
import { declare, fileOf, pipeline, statuses } from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { promoteIn } from './promote-in.ts';

// waybill.yaml changes while pull requests are open and digests are held.

let repositories = 0;

const ROAD = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { manual: true } }
`;

/** staging has an open pull request for api v2, which waits for a person. */
async function waiting(): Promise<SandboxRepository> {
  repositories += 1;
  const name = `acme/plan-${repositories}`;
  const repository = await pipeline(stage, name, ROAD, ['dev', 'staging'], both('v1'));
  await declare(stage, repository, 'dev', both('v2'));
  await promoteIn(stage, name);
  expect(repository.pullRequests()).toMatchObject([{ state: 'open', title: 'Promote api v2 to staging' }]);
  return repository;
}

async function rewrite(repository: SandboxRepository, from: string | RegExp, to: string): Promise<void> {
  const config = await text(repository, 'main', 'waybill.yaml');
  expect(config).toMatch(from);
  await repository.push('main', { 'waybill.yaml': config.replace(from, to) });
}

describe.each<[string, string | RegExp, string, string]>([
  ['an environment is renamed', 'staging: {', 'stage: {', 'has no environment staging any more'],
  ['an image is renamed', /^  api:/m, '  backend:', 'neither a group nor an image api any more'],
  [
    'an image joins a group',
    /^environments:/m,
    'groups: { shop: [api, web] }\nenvironments:',
    'api moves in the group shop now',
  ],
])('where %s', (_what, from, to, why) => {
  test('its open pull request says so, and nobody but a person merges or closes it', async () => {
    const repository = await waiting();
    await rewrite(repository, from, to);
    const head = repository.pullRequests()[0]?.head.sha ?? '';
    const ran = await promoteIn(stage, repository.fullName);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(new RegExp(`staging/api: blocked\\. .*${why}`));
    const [pull] = repository.pullRequests();
    expect(pull).toMatchObject({ state: 'open', head: { sha: head }, autoMerge: false });
    expect(pull?.comments.map(({ body }) => body).join()).toContain(why);
    expect((await statuses(stage, repository, head))['waybill']).toMatch(`failure: `);
    await repository.approve(1, 'bob');
    await promoteIn(stage, repository.fullName);
    expect(repository.pullRequests()[0]).toMatchObject({ state: 'open', merged: false });
    expect(repository.pullRequests()[0]?.comments).toHaveLength(1);
  });
});

test('an environment that is added gets what its upstream declares', async () => {
  const repository = await waiting();
  await rewrite(
    repository,
    'staging: {',
    'qa: { after: [dev], files: ["envs/qa/**"], merge: auto }\n  staging: {',
  );
  await declare(stage, repository, 'qa', both('v1'));
  await promoteIn(stage, repository.fullName);
  expect(await text(repository, 'main', fileOf('qa'))).toContain(digest('v2'));
  expect(repository.pullRequests()[0]).toMatchObject({ state: 'open', title: 'Promote api v2 to staging' });
});

test('what a renamed environment was rolled back from does not come back', async () => {
  const repository = await pipeline(
    stage,
    'acme/plan-hold',
    ROAD.replace(', gates: { manual: true }', ''),
    ['dev', 'staging'],
    both('v1'),
  );
  await repository.push('main', {
    '.waybill/hold/staging.yaml': yaml`
      - image: api
        digest: ${digest('v2')}
        reason: orders fail
    `,
  });
  await rewrite(repository, 'staging: {', 'stage: {');
  await declare(stage, repository, 'dev', both('v2'));
  const ran = await promoteIn(stage, repository.fullName);
  expect(ran.stdout).toContain('.waybill/hold/staging.yaml of acme/plan-hold is of no environment');
  expect(ran.stdout).toContain('orders fail');
  expect(await text(repository, 'main', fileOf('staging'))).not.toContain(digest('v2'));
  await declare(stage, repository, 'dev', both('v3'));
  expect(await promoteIn(stage, repository.fullName)).toMatchObject({ outputs: { outcome: 'merged' } });
  expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v3'));
});
