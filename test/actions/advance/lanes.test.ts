import { describe, expect, test } from '@jest/globals';
import { text } from '../stage.ts';
import { advance, declare, fileOf, kustomization, writes } from './stage.ts';
import { both, digest, environments, stage } from './released-images.ts';
import { yaml } from '../../yaml.ts';

test('a tag that stands alone is not proposed while it points to something else, and then it is', async () => {
  stage.release('lone', 'v1');
  const repository = await stage.github.createRepository('acme/tag-alone', {
    'waybill.yaml': yaml`
      version: 1
      images: { lone: { repository: ${stage.images}/lone } }
      environments:
        dev: { files: ["dev/**"] }
        staging: { after: [dev], files: ["staging/**"] }
    `,
    'dev/kustomization.yaml': kustomization(stage, { lone: `v2@${stage.release('lone', 'v2')}` }),
    'staging/values.yaml': yaml`
      image:
        repository: ${stage.images}/lone
        tag: v1
    `,
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
  const torn = yaml`
    image:
      repository: ${image}
      tag: !Ref v1
      digest: ${v1}
  `;
  const repository = await stage.github.createRepository('acme/torn', {
    'waybill.yaml': yaml`
      version: 1
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
    'waybill.yaml': yaml`
      version: 1
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

describe('environments elsewhere', () => {
  test('are read and written in their own repository and on their own branch', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], branch: live, merge: auto }
        prod: { after: [staging], files: ["apps/**"], repository: acme/prod-config, merge: auto }
    `;
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
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      one: { after: [dev], files: ["envs/one/**"] }
      two: { after: [dev], files: ["envs/two/**"] }
  `;
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

test('prod is merged before staging, which would end what prod was judged by', async () => {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto }
      prod: { after: [staging], files: ["envs/prod/**"], merge: auto }
  `;
  const repository = await environments('acme/prod-first', config, ['dev', 'staging', 'prod']);
  await declare(stage, repository, 'staging', both('v2', 'v1'));
  const { report } = await advance(stage, repository);
  expect(report.lanes).toMatchObject([
    { lane: { environment: 'staging' }, merge: 'merged' },
    { lane: { environment: 'prod' }, merge: 'merged' },
  ]);
  expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
  expect(await text(repository, 'main', fileOf('prod'))).toContain(digest('v2'));
  expect(repository.pullRequests().map(({ title }) => title)).toEqual([
    'Promote api v2 to prod',
    'Promote api v1 to staging',
  ]);
});
