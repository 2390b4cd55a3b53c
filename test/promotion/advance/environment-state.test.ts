import { expect, test } from '@jest/globals';
import {
  declarationOf,
  declaredIn,
  declaredInTarget,
  placesOf,
  versionsOf,
} from '../../../src/promotion/advance/environment-state.ts';
import { digestOf } from '../gates/a-question.ts';
import { aPlace, declares, declaresUnknown, stateOf } from './a-standing.ts';

const [A, B] = [digestOf('a'), digestOf('b')];

test('places that write one digest declare one version, by whatever tags', () => {
  const bare = aPlace('api', undefined, A);
  const tagged = aPlace('api', 'v1', A);
  const other = aPlace('api', 'stable', undefined);
  const places = [
    { place: bare, digest: A, resolved: false },
    { place: tagged, digest: A, resolved: false },
    { place: other, digest: A, resolved: true },
  ];
  expect(declarationOf(places)).toEqual({
    kind: 'one',
    digest: A,
    tag: 'v1',
    resolved: true,
    places: [bare, tagged, other],
  });
});

test('what is no tag by its grammar is not promoted along with its digest', () => {
  const places = ['v1\n\nWaybill-Image: api', 'v2'].map((tag) => ({
    place: aPlace('api', tag, A),
    digest: A,
    resolved: false,
  }));
  expect(declarationOf(places)).toMatchObject({ kind: 'one', digest: A, tag: 'v2' });
  expect(declarationOf(places.slice(0, 1))).toMatchObject({ kind: 'one', digest: A, tag: undefined });
});

test('places that write several digests declare several versions', () => {
  const declaration = declares(A, B, A);
  expect(declaration.kind).toBe('several');
  expect(versionsOf(declaration).map(({ digest, places }) => [digest, places.length])).toEqual([
    [A, 2],
    [B, 1],
  ]);
});

test('a tag that the registry does not have leaves open what is declared, beside what is known', () => {
  const declaration = declaresUnknown('v9', A);
  expect(declaration).toMatchObject({ kind: 'unknown', tags: ['v9'] });
  expect(versionsOf(declaration).map(({ digest }) => digest)).toEqual([A]);
  expect(placesOf(declaration)).toHaveLength(2);
});

test('no place declares nothing', () => {
  expect(declarationOf([])).toEqual({ kind: 'none' });
  expect(versionsOf({ kind: 'none' })).toEqual([]);
});

test('an image that nobody spoke of is not declared', () => {
  const state = stateOf({ api: declares(A) }, { eu: { api: declares(A) } });
  expect(declaredIn(state, 'web')).toEqual({ kind: 'none' });
  expect(declaredInTarget(state, 'eu', 'api')).toMatchObject({ kind: 'one' });
  expect(declaredInTarget(state, 'us', 'api')).toEqual({ kind: 'none' });
});
