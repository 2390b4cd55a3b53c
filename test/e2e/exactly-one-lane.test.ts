import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  kustomization,
  MINUTE,
  openAdvanceStage,
  pipeline,
} from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { promoteIn } from './promote-in.ts';

// A branch belongs to one lane, and a gate speaks of the digest at the head: through the bundles.

let stage: AdvanceStage;
let repositories = 0;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3', '1.0.0', '1.2.0', '2.0.0']) digests[tag] = stage.release('api', tag);
});

const api = (tag: string): Record<string, string> => ({ api: `${tag}@${digests[tag] ?? ''}` });
const freshName = (): string => `acme/lane-${(repositories += 1)}`;

function repositoryOf(environments: string, tag = 'v1'): Promise<SandboxRepository> {
  return pipeline(stage, freshName(), environments, ['dev', 'staging'], api(tag));
}

const DEV = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    staging: { after: [dev], files: ["envs/staging/**"] }
`;

describe('two base branches', () => {
  test('have a branch and a pull request each, and neither carries the files of the other', async () => {
    const repository = await repositoryOf(DEV);
    await repository.push('next', { 'only-next.txt': 'x' });
    const asked = { environment: 'dev', 'auto-merge': 'true' };
    repository.protect('main', { requiredReviews: 1 });
    repository.protect('next', { requiredReviews: 1 });
    await promoteIn(stage, repository.fullName, { ...asked, images: 'api=v2', 'config-branch': 'main' });
    await promoteIn(stage, repository.fullName, { ...asked, images: 'api=v3', 'config-branch': 'next' });
    const pulls = repository.pullRequests();
    expect(pulls.map(({ base, title }) => [base.ref, title])).toEqual([
      ['main', 'Promote api v2 to dev'],
      ['next', 'Promote api v3 to dev'],
    ]);
    const [main, next] = pulls.map(({ head }) => head.ref);
    expect(main).not.toBe(next);
    expect(await text(repository, main ?? '', fileOf('dev'))).toContain(digests['v2']);
    expect(await repository.read(main ?? '', 'only-next.txt')).toBeUndefined();
  });

  test('and a pull request that somebody retargets is left alone, with the reason', async () => {
    const repository = await repositoryOf(DEV);
    await repository.push('next', { 'only-next.txt': 'x' });
    await promoteIn(stage, repository.fullName, { environment: 'dev', images: 'api=v2' });
    const head = repository.pullRequests()[0]?.head.sha;
    await fetch(`${stage.github.apiUrl}/repos/${repository.fullName}/pulls/1`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ base: 'next' }),
    });
    const ran = await promoteIn(stage, repository.fullName, { environment: 'dev', images: 'api=v3' });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('LANE_TAKEN');
    expect(repository.pullRequests()[0]?.head.sha).toBe(head);
  });
});

test('two teams whose images end in one word do not take each other over', async () => {
  const [one, two] = ['team1/api', 'team2/api'].map((image) => [
    image,
    stage.registry.seed(image, ['v2'], {}),
  ]);
  const host = stage.registry.host;
  const repository = await stage.github.createRepository(freshName(), {
    'one/kustomization.yaml': `images:\n  - name: ${host}/team1/api\n    newTag: v1\n`,
    'two/kustomization.yaml': `images:\n  - name: ${host}/team2/api\n    newTag: v1\n`,
  });
  const bare = (image = '', files = '') =>
    promoteIn(stage, repository.fullName, { images: `${host}/${image}:v2`, files, environment: 'prod' });
  expect(await bare(one?.[0], 'one/**')).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
  const head = repository.pullRequests()[0]?.head.sha;
  const ran = await bare(two?.[0], 'two/**');
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain('LANE_TAKEN');
  expect(ran.stdout).toContain('team1/api');
  expect(repository.pullRequests()).toMatchObject([{ state: 'open', head: { sha: head } }]);
});

test.each(['waybill', 'waybill/dev', 'waybill/dev/api/x'])(
  'the branch %s is named where it is in the way',
  async (branch) => {
    const repository = await repositoryOf(DEV);
    await repository.push(branch, { 'note.txt': 'mine' });
    const ran = await promoteIn(stage, repository.fullName, { environment: 'dev', images: 'api=v2' });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('BRANCH_IN_THE_WAY');
    expect(ran.stdout).toContain(`beside the branch ${branch}:`);
  },
);

describe('in a queue', () => {
  test('a pull request is judged by its own version, and never by that of the next in line', async () => {
    const repository = await repositoryOf(
      yaml`
        environments:
          dev: { files: ["envs/dev/**"] }
          staging:
            after: [dev]
            files: ["envs/staging/**"]
            policy: queue
            merge: auto
            gates: { version: "<2.0.0" }
      `,
      '1.0.0',
    );
    await declare(stage, repository, 'dev', api('2.0.0'));
    await promoteIn(stage, repository.fullName);
    await declare(stage, repository, 'dev', api('1.2.0'));
    await promoteIn(stage, repository.fullName);
    const main = await text(repository, 'main', fileOf('staging'));
    expect(main).not.toContain(digests['2.0.0']);
    expect(main).toContain(digests['1.2.0']);
  });

  test('a front that can pass no more gives way, and says why', async () => {
    const repository = await repositoryOf(yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], policy: queue, gates: { soak: 1h } }
    `);
    await declare(stage, repository, 'dev', api('v2'));
    await promoteIn(stage, repository.fullName);
    stage.wait(30 * MINUTE);
    await declare(stage, repository, 'dev', api('v3'));
    await promoteIn(stage, repository.fullName);
    const [pull] = repository.pullRequests();
    expect(pull?.title).toBe('Promote api v3 to staging');
    expect(pull?.comments.map(({ body }) => body).join()).toContain('gives way to the next in line');
  });
});

test('`policy: hold` waits for a person also with `merge: auto`', async () => {
  const repository = await repositoryOf(yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], policy: hold, merge: auto, gates: { soak: 1h } }
  `);
  await declare(stage, repository, 'dev', api('v2'));
  await promoteIn(stage, repository.fullName);
  stage.wait(2 * HOUR);
  await declare(stage, repository, 'dev', api('v3'));
  const ran = await promoteIn(stage, repository.fullName);
  expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'blocked' } });
  expect(repository.pullRequests()).toMatchObject([{ state: 'open', title: 'Promote api v2 to staging' }]);
  expect(await text(repository, 'main', fileOf('staging'))).toBe(kustomization(stage, api('v1')));
});

test('auto-merge and words follow the last run', async () => {
  const repository = await repositoryOf(DEV);
  repository.configure({ allowAutoMerge: true });
  repository.protect('main', { requiredReviews: 1 });
  const asked = { environment: 'dev', images: 'api=v2' };
  await promoteIn(stage, repository.fullName, { ...asked, 'auto-merge': 'true' });
  expect(repository.pullRequests()[0]?.autoMerge).toBe(true);
  await promoteIn(stage, repository.fullName, { ...asked, 'auto-merge': 'false' });
  const [pull] = repository.pullRequests();
  expect(pull?.autoMerge).toBe(false);
  expect(pull?.body).toContain('Who merges it: a person.');
});
