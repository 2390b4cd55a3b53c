import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { advance, declare, fileOf, HOUR, MINUTE, statuses, writes } from '../advance/stage.ts';
import { both, digest, environments, stage } from '../advance/released-images.ts';
import { text } from '../stage.ts';
import { runPause } from './stage.ts';
import { yaml } from '../../yaml.ts';

const FILE = '.waybill/pause/staging.yaml';
const SLOW = { environment: 'staging', reason: 'checkout is slow' };

/** A config repo with a lane into staging that could be merged by itself as soon as somebody looks. */
async function ready(name: string): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m } }
  `;
  const repository = await environments(name, config, ['dev', 'staging']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  await advance(stage, repository);
  stage.wait(HOUR);
  return repository;
}

const pause = (repository: SandboxRepository, inputs: Readonly<Record<string, string>> = {}) =>
  runPause(stage, repository.fullName, { ...SLOW, ...inputs });

const resume = (repository: SandboxRepository, inputs: Readonly<Record<string, string>> = {}) =>
  runPause(stage, repository.fullName, { environment: 'staging', resume: 'true', ...inputs });

async function arrived(repository: SandboxRepository, tag: string): Promise<boolean> {
  return (await text(repository, 'main', fileOf('staging'))).includes(digest(tag));
}

describe('a pause', () => {
  test('is in force as soon as its pull request is open, also where the base takes nothing without a review', async () => {
    const repository = await ready('acme/paused');
    repository.protect('main', { requiredReviews: 1 });
    const { report } = await pause(repository);
    expect(report).toMatchObject({ outcome: 'created', changed: true, lanes: [{ unit: 'api', number: 1 }] });
    const [lane, own] = repository.pullRequests();
    expect(own).toMatchObject({ title: 'Pause staging: checkout is slow', merged: false });
    expect(own?.head.ref).toBe('waybill-pause/staging');
    expect(await text(repository, 'waybill-pause/staging', FILE)).toContain('reason: checkout is slow');
    const shown = await statuses(stage, repository, lane?.head.sha ?? '');
    expect(shown['waybill']).toMatch(/^pending: staging waits for pause: .*checkout is slow \(alice/);
    expect(shown['waybill/pause']).toMatch(/^pending: /);
    expect(lane?.comments.map(({ body }) => body).join()).toContain('Not merged for now');
    repository.protect('main', {});
    const { report: looked } = await advance(stage, repository);
    expect(looked.lanes).toMatchObject([{ merge: 'waits' }]);
    expect(looked.lanes[0]?.gates.find(({ gate }) => gate === 'pause')?.reason).toContain('checkout is slow');
    expect(await arrived(repository, 'v2')).toBe(false);
  });

  test('is the same when it is asked for twice', async () => {
    const repository = await ready('acme/twice');
    await pause(repository);
    stage.github.clearRequests();
    expect((await pause(repository)).report).toMatchObject({ outcome: 'unchanged', changed: false });
    expect(writes(stage)).toEqual([]);
  });

  test('is over when somebody resumes, and the lane goes on', async () => {
    const repository = await ready('acme/resumed');
    await pause(repository);
    expect((await resume(repository)).report).toMatchObject({ outcome: 'closed', paused: [] });
    expect(repository.pullRequests()[1]).toMatchObject({ state: 'closed', merged: false });
    expect(await repository.head('waybill-pause/staging')).toBeUndefined();
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(true);
    expect((await resume(repository)).report).toMatchObject({ outcome: 'unchanged' });
  });

  test('that was merged ends by a pull request, which is merged at once where GitHub lets it', async () => {
    const repository = await ready('acme/merged-pause');
    await pause(repository);
    await repository.merge(2, 'squash');
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(false);
    expect((await resume(repository)).report).toMatchObject({ outcome: 'merged', merge: 'merged' });
    expect(await text(repository, 'main', FILE)).not.toContain('checkout is slow');
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(true);
  });

  test('that was merged stays in force until the pull request that ends it is merged', async () => {
    const repository = await ready('acme/resume-waits');
    await pause(repository);
    await repository.merge(2, 'squash');
    repository.protect('main', { requiredReviews: 1 });
    const { report } = await resume(repository);
    expect(report).toMatchObject({ outcome: 'created', merge: 'waits' });
    expect(report.paused.join()).toContain('checkout is slow');
    repository.protect('main', {});
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(false);
    await repository.merge(3, 'squash');
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(true);
  });

  test('passes by itself at its moment, and the next look is said', async () => {
    const repository = await ready('acme/until');
    await pause(repository, { until: '2h' });
    const { report } = await advance(stage, repository);
    expect(report.nextLook).toEqual(new Date(stage.clock.now.getTime() + 2 * HOUR));
    stage.wait(2 * HOUR - MINUTE);
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(false);
    stage.wait(MINUTE);
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(true);
    await expect(pause(repository, { until: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });

  test('of one image leaves the others alone', async () => {
    const repository = await ready('acme/one-image');
    await pause(repository, { images: 'web' });
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(true);
    await declare(stage, repository, 'dev', both('v3', 'v2'));
    await advance(stage, repository);
    stage.wait(HOUR);
    await advance(stage, repository);
    expect(await arrived(repository, 'v3')).toBe(true);
    expect(await text(repository, 'main', fileOf('staging'))).not.toContain(digest('v2', 'web'));
    await expect(pause(repository, { images: 'wbe' })).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' });
  });

  test('takes back the auto-merge that Waybill switched on', async () => {
    const repository = await ready('acme/armed');
    repository.configure({ allowAutoMerge: true });
    repository.protect('main', { requiredReviews: 1 });
    expect((await advance(stage, repository)).report.lanes).toMatchObject([{ merge: 'armed' }]);
    await pause(repository);
    await repository.approve(1, 'bob');
    expect(await arrived(repository, 'v2')).toBe(false);
  });

  test('whose file cannot be read stays in force', async () => {
    const repository = await ready('acme/unreadable');
    await repository.push('main', { [FILE]: '- reason: [what\n' });
    const { report } = await advance(stage, repository);
    expect(report.lanes[0]?.gates.find(({ gate }) => gate === 'pause')?.reason).toContain('cannot be read');
    expect(await arrived(repository, 'v2')).toBe(false);
    await expect(resume(repository)).rejects.toMatchObject({ errors: [{ code: 'CONFIG_INVALID' }] });
  });

  test('whose pull request a person closed is over', async () => {
    const repository = await ready('acme/closed-by-hand');
    await pause(repository);
    await repository.close(2);
    await advance(stage, repository);
    expect(await arrived(repository, 'v2')).toBe(true);
  });

  test('a rehearsal writes nothing', async () => {
    const repository = await ready('acme/rehearsed');
    stage.github.clearRequests();
    expect((await pause(repository, { 'dry-run': 'true' })).report).toMatchObject({ outcome: 'created' });
    expect(writes(stage)).toEqual([]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
