import { describe, expect, test } from '@jest/globals';
import { text } from '../stage.ts';
import { run } from '../promote/stage.ts';
import { declare, REASON } from './stage.ts';
import { yaml } from '../../yaml.ts';
import {
  FILE,
  HOLD,
  BRANCH,
  stage,
  repo,
  digestOf,
  freshRepo,
  declareInTurn,
  rollBack,
  outcomes,
} from './prod-repo.ts';

describe('a roll back of one image', () => {
  test('proposes what was declared before, and holds what it leaves in the same commit', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    const before = await text(repo, 'main', FILE);
    const ran = await rollBack();
    expect(outcomes(ran)).toEqual(['created']);
    expect(await text(repo, BRANCH, FILE)).toBe(
      before.replace('v3@', 'v2@').replace(digestOf('v3'), digestOf('v2')),
    );
    const hold = await text(repo, BRANCH, HOLD);
    expect(hold).toMatch(
      new RegExp(
        `image: api\\n +digest: ${digestOf('v3')}\\n +reason: ${REASON}\\n +by: alice\\n +at: .*Z\\n`,
      ),
    );
    expect(hold).toContain('/actions/runs/1');
    expect(repo.pullRequests()).toMatchObject([{ title: 'Roll prod back to api v2', state: 'open' }]);
  });

  test('says who asked, why, what is held and how it ends', async () => {
    await freshRepo();
    await declareInTurn('v2');
    await rollBack();
    const [pull] = repo.pullRequests();
    expect(pull?.body).toMatch(/^> \[!CAUTION\]\n> \*\*Roll back\*\* of `api` from `sha256:/);
    expect(pull?.body).toContain('Asked for by `alice` in [this run]');
    expect(pull?.body).toContain(`\`${REASON}\``);
    expect(pull?.body).toContain('a person ends the hold');
    const { execFileSync } = await import('node:child_process');
    const message = execFileSync('git', ['-C', repo.gitDirectory, 'log', '-1', '--format=%B', BRANCH], {
      encoding: 'utf8',
    });
    expect(message).toContain(
      `Waybill-Roll-Back: api ${digestOf('v2')}\nWaybill-Reason: alice: ${REASON}\nWaybill-Run: `,
    );
  });

  test('asked for again changes nothing, also by another run', async () => {
    await freshRepo();
    await declareInTurn('v2');
    await rollBack();
    const head = await repo.head(BRANCH);
    expect(outcomes(await rollBack({}, { run: '2' }))).toEqual(['unchanged']);
    expect(await repo.head(BRANCH)).toBe(head);
  });

  test('goes a step further back when it was merged and another run asks', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    await rollBack();
    await repo.merge(1, 'squash');
    expect(outcomes(await rollBack({}, { run: '2' }))).toEqual(['created']);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v1'));
    expect((await text(repo, BRANCH, HOLD)).match(/image: api/g)).toHaveLength(2);
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    'does not go further when its own run is repeated after a %s',
    async (method) => {
      await freshRepo();
      await declareInTurn('v2', 'v3');
      await rollBack();
      await repo.merge(1, method);
      expect(outcomes(await rollBack())).toEqual(['unchanged']);
      expect(repo.pullRequests()).toHaveLength(1);
    },
  );

  test('without a hold writes no hold file, and says so', async () => {
    await freshRepo();
    await declareInTurn('v2');
    await rollBack({ hold: 'false' });
    expect(await repo.read(BRANCH, HOLD)).toBeUndefined();
    expect(repo.pullRequests()[0]?.body).toContain('is not held');
  });

  test('keeps what the hold file holds already', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    const old = yaml`
      - image: api
        digest: ${digestOf('v4')}
        reason: slow
    `;
    await repo.push('main', { [HOLD]: old });
    await rollBack();
    const hold = await text(repo, BRANCH, HOLD);
    expect(hold).toContain('reason: slow');
    expect(hold).toContain(digestOf('v3'));
  });

  test('passes over what is held, and goes to what was declared before that', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    await repo.push('main', {
      [HOLD]: yaml`
        - image: api
          digest: ${digestOf('v2')}
      `,
    });
    await rollBack();
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v1'));
  });

  test('after a revert by hand goes to what was before, and not forward again', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3', 'v2');
    await rollBack();
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v1'));
  });

  test('goes to a digest that is named, whatever came between', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    expect(outcomes(await rollBack({ to: digestOf('v1') }))).toEqual(['created']);
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v1'));
  });

  test('to what is declared already changes nothing', async () => {
    await freshRepo();
    await declareInTurn('v2');
    expect(outcomes(await rollBack({ to: digestOf('v2') }))).toEqual(['unchanged']);
    expect(repo.pullRequests()).toEqual([]);
  });

  test('is not misled by a branch that was made long ago and merged late', async () => {
    await freshRepo();
    await repo.push('late', { 'envs/prod/note.txt': 'x' });
    await declareInTurn('v2', 'v3');
    const old = (await text(repo, 'late', FILE)).replace('metadata:', '# late\nmetadata:');
    await repo.push('late', { [FILE]: old }, { date: new Date('2026-03-09T00:00:00Z') });
    await repo.openPullRequest({ title: 'Late', head: 'late' });
    await repo.merge(1, 'merge');
    expect(await text(repo, 'main', FILE)).toContain(digestOf('v3'));
    await rollBack();
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v2'));
  });

  test('takes over the open promotion of its lane, and says so once', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    await declare(repo, 'envs/staging/values.yaml', { v1: 'v4', [digestOf('v1')]: digestOf('v4') });
    await run(stage, { images: 'api=v4', environment: 'prod', 'config-repository': repo.fullName });
    expect(outcomes(await rollBack())).toEqual(['superseded']);
    const [pull, another] = repo.pullRequests();
    expect(another).toBeUndefined();
    expect(pull?.title).toBe('Roll prod back to api v2');
    expect(pull?.comments).toHaveLength(1);
    expect(pull?.comments[0]?.body).toContain(digestOf('v4'));
  });

  test('is left alone by an ordinary promotion until a person merges or closes it', async () => {
    await freshRepo();
    await declareInTurn('v2', 'v3');
    await rollBack();
    await declare(repo, 'envs/staging/values.yaml', { v1: 'v4', [digestOf('v1')]: digestOf('v4') });
    const ran = await run(stage, {
      images: 'api=v4',
      environment: 'prod',
      'config-repository': repo.fullName,
    });
    expect(outcomes(ran)).toEqual(['blocked']);
    expect(ran.report.lanes[0]?.reason).toContain('roll back');
    expect(await text(repo, BRANCH, FILE)).toContain(digestOf('v2'));
  });

  test('never overwrites a commit of a person', async () => {
    await freshRepo();
    await declareInTurn('v2');
    await rollBack();
    const theirs = await repo.push(BRANCH, { 'envs/prod/note.txt': 'wait' }, { author: 'bob' });
    const again = await rollBack({ reason: 'another reason' });
    expect(await repo.head(BRANCH)).toBe(theirs);
    expect(outcomes(again)).toEqual(['blocked']);
  });

  test('needs no upstream: the first environment can go back too', async () => {
    await freshRepo();
    const dev = 'envs/dev/kustomization.yaml';
    await declare(repo, dev, { v1: 'v2', [digestOf('v1')]: digestOf('v2') });
    await rollBack({ environment: 'dev' });
    expect(await text(repo, 'waybill/dev/shop', dev)).toContain(digestOf('v1'));
  });

  test('in a dry run writes nothing', async () => {
    await freshRepo();
    await declareInTurn('v2');
    stage.github.clearRequests();
    expect(outcomes(await rollBack({ 'dry-run': 'true' }))).toEqual(['created']);
    expect(stage.github.requests.filter(({ write }) => write)).toEqual([]);
  });
});

test('a roll back of one image takes at most 10 requests to the config repo', async () => {
  await freshRepo();
  await declareInTurn('v2', 'v3');
  stage.github.clearRequests();
  await rollBack();
  expect(stage.github.requests.length).toBeLessThanOrEqual(10);
  stage.github.clearRequests();
  await rollBack();
  expect(stage.github.requests.length).toBeLessThanOrEqual(6);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
