import { describe, expect, test } from '@jest/globals';
import type { RecordedImage } from '../../../src/promotion/lane/images.ts';
import type { ImageChanges } from '../../../src/promotion/pull-request/change-list.ts';
import { pullRequestTitle } from '../../../src/promotion/pull-request/title.ts';
import { aRecord, placed, recordAlone } from './a-description.ts';

const LANE = { environment: 'staging', unit: 'api', images: ['api'] };
const COMMIT = '1a2b3c4'.padEnd(40, '0');

function changesTo(headline: string, oid = COMMIT): readonly ImageChanges[] {
  const added = [{ oid, headline, author: undefined, pull: undefined }];
  const pair = { repository: 'acme/shop', from: 'b'.repeat(40), to: COMMIT, url: 'https://github.com' };
  const more = { removed: [], more: false, releases: [] };
  return [{ images: ['api'], changes: { kind: 'known', ...pair, added, ...more } }];
}

function title(image: Partial<RecordedImage>, changes: readonly ImageChanges[] = []): string {
  return pullRequestTitle(LANE, [placed('api', image).image], { changes });
}

describe('a title has a version that people can read', () => {
  test.each<[string, Partial<RecordedImage>, string]>([
    ['a version', { tag: 'v1.4.0' }, 'Promote api v1.4.0 to staging'],
    ['a commit', { tag: COMMIT }, 'Promote api 1a2b3c4 to staging'],
    ['a commit behind sha-', { tag: `sha-${COMMIT}` }, 'Promote api sha-1a2b3c4 to staging'],
    ['a commit in a longer tag', { tag: `main-${COMMIT}-17` }, 'Promote api main-1a2b3c4-17 to staging'],
    [
      'a commit, and its image says a version',
      { tag: `sha-${COMMIT}`, record: aRecord({ version: 'v1.4.0' }) },
      'Promote api v1.4.0 to staging',
    ],
    [
      'a commit, and a record alone says a version',
      { tag: `sha-${COMMIT}`, record: recordAlone({ version: 'v1.4.0' }) },
      'Promote api sha-1a2b3c4 to staging',
    ],
    ['the longest tag that there is', { tag: 'x'.repeat(128) }, `Promote api ${'x'.repeat(39)}… to staging`],
    ['no tag', { tag: undefined }, 'Promote api sha256:222222222222 to staging'],
  ])('where the tag is %s', (_what, image, says) => {
    expect(title(image)).toBe(says);
  });
});

describe('the headline of the commit', () => {
  const tag = `sha-${COMMIT}`;
  const short = 'Promote api sha-1a2b3c4 to staging';
  test.each<[string, string, string]>([
    ['stands behind a commit', 'Open on Sundays (#7)', `${short}: Open on Sundays`],
    ['mentions nobody', 'Thanks @octocat', `${short}: Thanks (at)octocat`],
    ['closes nothing', 'Fixes #7', `${short}: Fixes no. 7`],
    ['keeps no workflow from starting', 'Tidy up [skip ci]', `${short}: Tidy up (skip ci)`],
    ['is cut', 'x'.repeat(80), `${short}: ${'x'.repeat(59)}…`],
  ])('%s', (_what, headline, says) => {
    expect(title({ tag }, changesTo(headline))).toBe(says);
  });

  test.each<[string, string, readonly ImageChanges[]]>([
    ['behind a version', 'v1.4.0', changesTo('Open on Sundays')],
    ['where it is that of another commit', tag, changesTo('Open on Sundays', 'c'.repeat(40))],
    [
      'where nobody knows the changes',
      tag,
      [{ images: ['api'], changes: { kind: 'unrecorded', side: 'old' } }],
    ],
  ])('is left out %s', (_what, shownTag, changes) => {
    expect(title({ tag: shownTag }, changes)).not.toContain('Sundays');
  });
});
