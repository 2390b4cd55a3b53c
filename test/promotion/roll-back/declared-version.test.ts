import { expect, test } from '@jest/globals';
import { distinct, versionIn, versionKey } from '../../../src/promotion/roll-back/declared-turns.ts';
import { digestOf } from '../gates/a-question.ts';

const digest = digestOf('1');

test.each([
  ['a tag and a digest', { tag: 'v1', digest }, { tag: 'v1', digest }],
  ['a digest alone', { tag: undefined, digest }, { tag: undefined, digest }],
  ['a digest beside an empty tag', { tag: '', digest }, { tag: undefined, digest }],
  ['a tag alone', { tag: 'v1', digest: undefined }, { tag: 'v1', digest: undefined }],
  ['a tag beside what is no digest', { tag: 'v1', digest: 'latest' }, { tag: 'v1', digest: undefined }],
  ['an empty tag', { tag: '', digest: undefined }, undefined],
  ['a digest beside what is no tag', { tag: 'v1\n@a', digest }, { tag: undefined, digest }],
  ['what is no tag alone', { tag: '{{ version }}', digest: undefined }, undefined],
  ['neither', { tag: undefined, digest: undefined }, undefined],
  ['what is no digest alone', { tag: undefined, digest: 'latest' }, undefined],
])('a place that writes %s declares just that', (_what, declared, version) => {
  expect(versionIn(declared)).toEqual(version);
});

test('a tag that is spelled like a digest is not that digest', () => {
  expect(versionKey({ tag: digest, digest: undefined })).not.toBe(versionKey({ tag: 'v1', digest }));
});

test('versions are the same by their digest, and by their tag where there is none; the first spelling stays', () => {
  const versions = [
    { tag: 'v1', digest },
    { tag: 'v2', digest: undefined },
    { tag: 'latest', digest },
    { tag: 'v2', digest: undefined },
    { tag: 'v3', digest: undefined },
  ];
  expect(distinct(versions)).toEqual([versions[0], versions[1], versions[4]]);
});
