import { describe, expect, test } from '@jest/globals';
import { text } from '../stage.ts';
import { advance, declare, fileOf, HOUR, writes } from './stage.ts';
import { yaml } from '../../yaml.ts';
import { both, digest, environments, openAndNewer, stage } from './released-images.ts';

describe('when something newer arrives', () => {
  test('supersede: the open pull request takes it, and says so once', async () => {
    const repository = await openAndNewer('acme/supersede', 'supersede');
    await advance(stage, repository);
    await advance(stage, repository);
    const [pull, another] = repository.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Promote api v3 to staging');
    expect(pull?.comments.filter(({ body }) => body.includes('takes over'))).toHaveLength(1);
  });

  test('queue: the open one goes first, and its description names the next', async () => {
    const repository = await openAndNewer('acme/queue', 'queue', HOUR);
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
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], policy: queue, merge: auto, gates: { soak: 30m, manual: true } }
    `;
    const repository = await environments('acme/in-turn', config, ['dev', 'staging']);
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
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], policy: queue, merge: auto, gates: { soak: 30m } }
    `;
    const repository = await environments('acme/gone-upstream', config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    stage.wait(HOUR);
    await repository.push('main', {
      '.waybill/hold/dev.yaml': `- { image: api, digest: "${digest('v2')}", reason: orders fail }\n`,
    });
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'merged', merge: 'merged' }]);
    expect(
      repository
        .pullRequests()[0]
        ?.comments.map(({ body }) => body)
        .join(),
    ).toContain('was rolled back in dev');
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v3'));
  });

  test('queue: one that did not soak long enough gives way to the next in line, and says so once', async () => {
    const repository = await openAndNewer('acme/too-short', 'queue');
    await advance(stage, repository);
    const [pull, another] = repository.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Promote api v3 to staging');
    const said = pull?.comments.filter(({ body }) => body.includes('gives way to the next in line'));
    expect(said).toHaveLength(1);
    expect(said?.[0]?.body).toContain('less than 30 minutes');
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
  });

  test('a tag that the registry lost is replaced, and nothing is brought from where it stands', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"] }
        prod: { after: [staging], files: ["envs/prod/**"] }
    `;
    const repository = await environments('acme/lost-tag', config, ['dev', 'staging', 'prod']);
    const lost = yaml`
      kind: Kustomization
      images:
        - name: ${stage.images}/api
          newTag: v9
    `;
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
    const repository = await openAndNewer('acme/held-back', 'hold');
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'blocked' }]);
    await advance(stage, repository);
    const [pull] = repository.pullRequests();
    expect(pull?.title).toBe('Promote api v2 to staging');
    expect(pull?.comments.filter(({ body }) => body.includes('newer waits'))).toHaveLength(1);
    await repository.close(1);
    await advance(stage, repository);
    expect(repository.pullRequests()[1]).toMatchObject({ title: 'Promote api v3 to staging' });
  });

  test('hold: one that something newer waits behind is merged by a person alone, also where merge is auto', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], policy: hold, merge: auto, gates: { soak: 30m } }
    `;
    const repository = await environments('acme/hold-auto', config, ['dev', 'staging']);
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    await advance(stage, repository);
    stage.wait(HOUR);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    stage.wait(HOUR);
    const { report } = await advance(stage, repository);
    expect(report.lanes).toMatchObject([{ outcome: 'blocked', merge: 'waits' }]);
    expect(report.lanes[0]?.reason).toContain('a person');
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
    expect(repository.pullRequests()[0]?.body).toContain('Next in line');
  });

  test('hold: auto-merge that waits for a review is taken back when something newer comes', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], policy: hold, merge: auto, gates: { soak: 30m } }
    `;
    const repository = await environments('acme/hold-armed', config, ['dev', 'staging']);
    repository.configure({ allowAutoMerge: true });
    repository.protect('main', { requiredReviews: 1 });
    await declare(stage, repository, 'dev', both('v2', 'v1'));
    stage.wait(HOUR);
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'armed' }]);
    await declare(stage, repository, 'dev', both('v3', 'v1'));
    await advance(stage, repository);
    await repository.approve(1, 'bob');
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('v1'));
  });

  test('queue: each digest is judged by its own record, never by that of the digest behind it', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], policy: queue, merge: auto, gates: { version: "<2.0.0" } }
    `;
    const repository = await environments('acme/own-record', config, ['dev', 'staging']);
    const release = (tag: string): string => `${tag}@${stage.release('api', tag)}`;
    const [high, low] = [release('v2.0.0'), release('v1.2.0')];
    await declare(stage, repository, 'dev', { api: high });
    await advance(stage, repository);
    await declare(stage, repository, 'dev', { api: low });
    await advance(stage, repository);
    await advance(stage, repository);
    const merged = repository.pullRequests().filter((pull) => pull.merged);
    expect(merged.map(({ title }) => title)).not.toContain('Promote api v2.0.0 to staging');
    expect(await text(repository, 'main', fileOf('staging'))).not.toContain(high.split('@')[1]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
