import { describe, expect, test } from '@jest/globals';
import { text } from '../stage.ts';
import { declare } from './stage.ts';
import {
  FILE,
  WEB,
  JOB,
  HOLD,
  BRANCH,
  stage,
  repo,
  digestOf,
  freshRepo,
  declareInTurn,
  rollBack,
} from './prod-repo.ts';

describe('a roll back of several images', () => {
  test('takes a group back to what it was before its last promotion', async () => {
    await freshRepo();
    await declare(repo, WEB, { w1: 'w2', [digestOf('w1')]: digestOf('w2') });
    await declareInTurn('v2');
    const ran = await rollBack({ images: 'shop' });
    expect(ran.report.lanes[0]?.proposal).toEqual({ api: digestOf('v1') });
    expect(await text(repo, BRANCH, WEB)).toContain(digestOf('w2'));
    expect(ran.log.join('\n')).toContain('web: stays');
  });

  test('takes members of a group that moved together back together', async () => {
    await freshRepo();
    const both = {
      [FILE]: (await text(repo, 'main', FILE)).replaceAll('v1', 'v2').replace(digestOf('v1'), digestOf('v2')),
      [WEB]: (await text(repo, 'main', WEB)).replaceAll('w1', 'w2').replace(digestOf('w1'), digestOf('w2')),
    };
    // The API version of the file is no tag.
    both[FILE] = both[FILE]?.replace('apps/v2', 'apps/v1') ?? '';
    await repo.push('main', both, { date: new Date('2026-03-20T00:00:00Z') });
    const ran = await rollBack({ images: 'shop' });
    expect(ran.report.lanes[0]?.proposal).toEqual({ api: digestOf('v1'), web: digestOf('w1') });
    expect(repo.pullRequests()).toHaveLength(1);
  });

  test('takes the whole environment back, a pull request for each lane, and leaves alone what never changed', async () => {
    await freshRepo();
    await declareInTurn('v2');
    await declare(repo, JOB, { j1: 'j2', [digestOf('j1')]: digestOf('j2') });
    const ran = await rollBack({ images: '' });
    expect(ran.report.lanes.map(({ branch, proposal: wanted }) => [branch, wanted])).toEqual([
      [BRANCH, { api: digestOf('v1') }],
      ['waybill/prod/job', { job: digestOf('j1') }],
    ]);
    expect(ran.log.join('\n')).toContain('Left alone: prod never declared another version of web');
  });

  test('can merge all its pull requests one after the other: their hold file is the same', async () => {
    await freshRepo();
    await declareInTurn('v2');
    await declare(repo, JOB, { j1: 'j2', [digestOf('j1')]: digestOf('j2') });
    await rollBack({ images: '' });
    await repo.merge(1);
    await repo.merge(2);
    expect(await text(repo, 'main', FILE)).toContain(digestOf('v1'));
    expect(await text(repo, 'main', JOB)).toContain(digestOf('j1'));
    expect((await text(repo, 'main', HOLD)).match(/image: /g)).toHaveLength(2);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
