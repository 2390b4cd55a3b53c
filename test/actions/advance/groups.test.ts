import { describe, expect, test } from '@jest/globals';
import { text } from '../stage.ts';
import { advance, declare, fileOf, HOUR, kustomization } from './stage.ts';
import { both, digest, environments, stage } from './released-images.ts';
import { yaml } from '../../yaml.ts';

describe('a group', () => {
  const config = (groups: string) => yaml`
    groups:
      shop: ${groups}
    environments:
      dev: { files: ["envs/dev/**"] }
      other: { files: ["envs/other/**"] }
      staging: { after: [dev, other], files: ["envs/staging/**"], merge: auto }
  `;

  test('moves as a whole, or not at all', async () => {
    const repository = await environments('acme/group', config('[api, web]'), ['dev', 'other', 'staging']);
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
    const joined = config('{ images: [api, web], join: true }');
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
  const config = yaml`
    groups: { shop: { images: [api, web], join: true } }
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], gates: { soak: 2h } }
  `;
  const repository = await environments('acme/joins-later', config, ['dev', 'staging']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  stage.wait(HOUR);
  const { report } = await advance(stage, repository);
  expect(report.lanes).toMatchObject([{ outcome: 'unchanged', gates: [] }]);
  expect(report.nextLook).toEqual(new Date(stage.clock.now.getTime() + HOUR));
});

describe('waves', () => {
  test('go on when the targets before declare it and are healthy', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        prod:
          after: [dev]
          files: ["clusters/{target}/**"]
          waves: [[eu-1], [eu-2, us-1]]
          merge: auto
          gates: { healthy: ["kustomization/apps"] }
    `;
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
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        prod:
          after: [dev]
          files: ["clusters/{target}/**"]
          waves: [[eu-1], [eu-2, us-1]]
          merge: auto
    `;
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

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
