import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { APP } from '../stage.ts';
import {
  errorsOf,
  expectRest,
  expectWhole,
  IMAGES,
  opening,
  openLanesStage,
  SCENES,
  superseding,
} from './shared-lanes.ts';
import { advance, type AdvanceStage, NO_SETTINGS, writes } from './stage.ts';

let stage: AdvanceStage;
beforeAll(async () => {
  stage = await openLanesStage();
});

/** Lets somebody else do something after a run has read everything, and before it writes a branch. */
function beforeTheMove({ fullName }: SandboxRepository, step: () => Promise<unknown>): void {
  let until: Promise<unknown> | undefined;
  stage.github.inject({
    mode: 'delay',
    match: ({ repository, operation }) => {
      const isMove = repository === fullName && operation.includes('updateRefs');
      if (isMove) until ??= step();
      return isMove;
    },
    get until() {
      return until ?? Promise.resolve();
    },
  });
}

const branches = (repository: SandboxRepository): readonly string[] =>
  repository
    .pullRequests()
    .map(({ head }) => head.ref)
    .toSorted();

describe('of several lanes that share requests, one', () => {
  test('whose branch is protected is refused, and the others go on', async () => {
    const repository = await opening(stage);
    repository.protect('waybill/staging/job', { creation: true });
    const run = await advance(stage, repository);
    expect(errorsOf(run)).toEqual([expect.stringContaining('waybill/staging/job')]);
    expect(run.report.lanes.filter(({ outcome }) => outcome === 'created')).toHaveLength(IMAGES.length - 1);
    expect(branches(repository)).toEqual(
      IMAGES.filter((image) => image !== 'job')
        .map((image) => `waybill/staging/${image}`)
        .toSorted(),
    );
  });

  test('that another run opens at the same moment is not opened twice', async () => {
    const repository = await opening(stage);
    beforeTheMove(repository, () => advance(stage, repository, { environments: ['staging'] }));
    const run = await advance(stage, repository);
    expect(errorsOf(run)).toEqual([]);
    await expectWhole(stage, repository, SCENES[0]);
    await expectRest(stage, repository);
  });

  test('whose branch a person moves is left to the person, and the others go on', async () => {
    const repository = await superseding(stage);
    beforeTheMove(repository, () => repository.push('waybill/staging/cron', { 'note.txt': 'mine\n' }));
    const run = await advance(stage, repository);
    expect(errorsOf(run)).toEqual([expect.stringMatching(/waybill\/staging\/cron .*did not make/)]);
    expect(await repository.read('waybill/staging/cron', 'note.txt')).toBeDefined();
    expect(run.report.lanes.filter(({ outcome }) => outcome === 'superseded')).toHaveLength(
      IMAGES.length - 1,
    );
    for (const { head, comments } of repository.pullRequests())
      expect([head.ref, comments.length]).toEqual([head.ref, 1]);
  });

  test('for which a person opens a pull request first is not opened twice', async () => {
    const repository = await opening(stage);
    beforeTheMove(repository, async () => {
      await repository.push('waybill/staging/mail', { 'note.txt': 'mine\n' });
      await repository.openPullRequest({ title: 'Mine', head: 'waybill/staging/mail' });
    });
    const run = await advance(stage, repository);
    expect(errorsOf(run)).toEqual([expect.stringContaining('waybill/staging/mail')]);
    expect(branches(repository)).toEqual(IMAGES.map((image) => `waybill/staging/${image}`).toSorted());
    const mine = repository.pullRequests().find(({ head }) => head.ref === 'waybill/staging/mail');
    expect(mine?.title).toBe('Mine');
  });

  test('for which the token may make no label keeps its pull request, and one warning says why', async () => {
    const repository = await opening(stage);
    const permissions = { ...APP.permissions, issues: undefined };
    const token = stage.github.grant({ ...APP, permissions });
    const run = await advance({ ...stage, token }, repository);
    expect(errorsOf(run)).toEqual([]);
    expect(repository.pullRequests()).toHaveLength(IMAGES.length);
    expect(repository.pullRequests().map(({ reviewers }) => reviewers.join())).toEqual(
      IMAGES.map(() => 'alice'),
    );
    const said = run.warnings.filter((line) => line.includes('issues: write'));
    expect(said).toHaveLength(1);
  });

  test('reviewer whom GitHub does not show is named in one warning', async () => {
    const repository = await opening(stage);
    const pull = { ...NO_SETTINGS, reviewers: ['nobody'] };
    const run = await advance(stage, repository, { pull });
    expect(run.warnings.filter((line) => line.includes('no user nobody'))).toHaveLength(1);
  });

  test('whose pull request is closed meanwhile is opened again by no run', async () => {
    const repository = await superseding(stage);
    const pull = repository.pullRequests().find(({ head }) => head.ref === 'waybill/staging/wiki');
    beforeTheMove(repository, () => repository.close(pull?.number ?? 0));
    const run = await advance(stage, repository);
    expect(errorsOf(run)).toEqual([]);
    stage.github.clearRequests();
    await advance(stage, repository);
    await advance(stage, repository);
    stage.github.clearRequests();
    await advance(stage, repository);
    expect(writes(stage)).toEqual([]);
  });
});
