import { describe, expect, test } from '@jest/globals';
import { entry, passes, pauseProd } from './a-pause.ts';

describe('the end of a pause', () => {
  const kind = 'resume';
  const both = entry('one', 'images: [api]') + entry('two', 'images: [web]');

  test('merges a pull request that takes it out', async () => {
    const { report, asked } = await pauseProd({ kind, file: entry('it is slow') });
    expect(report).toMatchObject({
      ...{ kind, outcome: 'merged', changed: true, merge: 'merged', reason: 'prod is resumed.', paused: [] },
    });
    expect(asked.slice(1)).toEqual([
      'open Resume prod: it is slow from undefined',
      passes('resumes'),
      'merge acme/config main #9 PR_9 a squash',
    ]);
  });

  test('says what is left', async () => {
    const { report, asked } = await pauseProd({ kind, file: both, images: ['api'] });
    expect(report).toMatchObject({ reason: 'prod is resumed. Other pauses of it are left.' });
    expect(report).toMatchObject({ paused: [expect.stringContaining('two')] });
    expect(asked[0]).not.toContain('one');
    expect(asked[0]).toContain('reason: two');
  });

  test('that GitHub does not merge yet says why, and what is paused until then', async () => {
    const waits = await pauseProd({ kind, file: entry('it is slow'), merging: { draft: true } });
    expect(waits.report).toMatchObject({
      ...{ outcome: 'created', merge: 'waits', paused: [expect.stringContaining('it is slow')] },
      reason: 'prod is resumed once the pull request is merged. It is a draft.',
    });
    const armed = await pauseProd({ kind, file: entry('it is slow'), state: { autoMergeAllowed: true } });
    expect(armed.report).toMatchObject({
      ...{ merge: 'armed' },
      reason: 'prod is resumed once the pull request is merged. GitHub merges it when its rules are met.',
    });
  });

  test('of one that was never merged closes its pull request', async () => {
    const { report, asked } = await pauseProd({ kind, branch: 'open', head: entry('it is slow') });
    expect(report).toMatchObject({
      ...{ outcome: 'closed', changed: true, pull: { number: 9 }, merge: undefined },
      reason: 'prod is resumed: the pull request that paused it is closed.',
    });
    expect(asked).toEqual(['waybill-pause/prod from f to undefined', '#9 closed']);
  });

  test('deletes a branch that was left', async () => {
    const { report, asked } = await pauseProd({ kind, branch: 'alone' });
    expect(report).toMatchObject({ outcome: 'unchanged', changed: true });
    expect(asked).toEqual(['waybill-pause/prod from f to undefined']);
    expect((await pauseProd({ kind, branch: 'alone', moves: 9 })).report).toContain('LANE_MOVED');
  });

  test('where nothing is paused says so', async () => {
    const { report, asked } = await pauseProd({ kind });
    expect([report, asked]).toMatchObject([
      { outcome: 'unchanged', changed: false, reason: 'prod has nothing paused that this would end.' },
      [],
    ]);
  });

  test('is merged only where it takes out, and adds nothing', async () => {
    const given = {
      branch: 'open',
      file: entry('one', 'images: [api]'),
      parent: entry('one', 'images: [api]'),
    } as const;
    const { report } = await pauseProd({ kind, images: ['api'], ...given, head: both });
    expect(report).toMatchObject({ outcome: 'updated', merge: undefined });
  });

  test('keeps what the base branch gained since, and what it lost stays lost', async () => {
    const three = entry('three', 'images: [api]', 'bob');
    const given = {
      branch: 'open',
      parent: entry('lost'),
      head: entry('lost') + entry('one', 'images: [web]'),
      file: three,
    } as const;
    const { asked } = await pauseProd({ images: ['web'], reason: 'more', ...given });
    expect(asked[0]).toContain('reason: three');
    expect(asked[0]).toContain('reason: more');
    expect(asked[0]).not.toContain('lost');
    expect(asked[0]).not.toContain('reason: one');
  });
});
