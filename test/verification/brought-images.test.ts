import { describe, expect, test } from '@jest/globals';
import { declarationOf, type EnvironmentState } from '../../src/promotion/advance/environment-state.ts';
import {
  broughtImages,
  declarationObjections,
  replacedImages,
  waveOf,
} from '../../src/verification/brought-images.ts';
import { digestOf } from '../promotion/gates/a-question.ts';

type Places = Readonly<Record<string, string>>;

/**
 * The places of `api`: file to the letter of its digest; `tag:v1` is a tag that the registry does not have.
 */
function declared(places: Places) {
  return declarationOf(
    Object.entries(places).map(([file, letter]) => {
      const isTag = letter.startsWith('tag:');
      const isResolved = letter.startsWith('resolved:');
      const digest = isTag ? undefined : digestOf(letter.slice(-1));
      const parts = { tag: isTag ? letter.slice(4) : 'v1', digest: isResolved ? undefined : digest };
      const location = { file, line: 1, column: 1 };
      const place = { image: 'api', location, format: 'workload', at: 'image', declared: parts };
      return { place, digest, resolved: isResolved };
    }),
  );
}

function state(places: Places, targets: Readonly<Record<string, Places>> = {}): EnvironmentState {
  const ofTargets = Object.entries(targets).map(
    ([target, own]) => [target, new Map([['api', declared(own)]])] as const,
  );
  return { environment: 'prod', images: new Map([['api', declared(places)]]), targets: new Map(ofTargets) };
}

describe('a change brings', () => {
  test.each<[string, Places, Places, string]>([
    ['a digest in the place of another', { a: '1' }, { a: '2' }, '2'],
    ['a digest where none was declared', {}, { a: '2' }, '2'],
    ['nothing when nothing changed', { a: '1' }, { a: '1' }, ''],
    ['nothing when a file moves', { a: '1' }, { b: '1' }, ''],
    ['nothing when another place declares the same', { a: '1' }, { a: '1', b: '1' }, ''],
    ['nothing when a place is gone', { a: '1', b: '1' }, { a: '1' }, ''],
    ['nothing when the image is gone', { a: '1' }, {}, ''],
    ['a digest that one of several places had', { a: '1', b: '2' }, { a: '2', b: '2' }, '2'],
    ['each of several digests', { a: '1', b: '1' }, { a: '2', b: '3' }, '23'],
    ['nothing when two files change their digests round', { a: '1', b: '2' }, { a: '2', b: '1' }, ''],
  ])('%s', (_, before, after, letters) => {
    const brought = broughtImages({ before: state(before), after: state(after) }, ['api']);
    expect(brought.map(({ digest }) => digest.slice(-1)).join('')).toBe(letters);
  });
});

describe('against a change speaks', () => {
  const image = { name: 'api', repository: 'ghcr.io/acme/api', pin: 'digest' as const };

  test.each<[string, Places, Places, string[]]>([
    ['nothing', { a: '1' }, { a: '2' }, []],
    ['a tag that nobody has', { a: '1' }, { a: 'tag:v9' }, ['TAG_UNKNOWN']],
    ['no tag that nobody had before', { a: 'tag:v9' }, { a: 'tag:v9' }, []],
    ['a digest that is dropped', { a: '1' }, { a: 'resolved:1' }, ['DIGEST_DROPPED']],
    ['no tag that stood alone before', { a: 'resolved:1' }, { a: 'resolved:2' }, []],
    ['no tag where nothing was declared', {}, { a: 'resolved:2' }, []],
  ])('%s', (_, before, after, expected) => {
    const change = { before: state(before), after: state(after) };
    expect(declarationObjections(change, [image]).map(({ reason }) => reason)).toEqual(expected);
    expect(
      declarationObjections(change, [{ ...image, pin: 'tag' }]).filter(
        ({ reason }) => reason === 'DIGEST_DROPPED',
      ),
    ).toEqual([]);
  });

  test.each([
    ['another repository in its place', 'ghcr.io/evil/api', 1],
    ['not the same one', 'ghcr.io/acme/api', 0],
  ])('%s', (_, repository, objections) => {
    const change = { before: state({ a: '1' }), after: state({}) };
    const named = [{ location: { file: 'a', line: 1, column: 1 }, at: 'image', repository }];
    expect(replacedImages(change, [image], named)).toHaveLength(objections);
    expect(replacedImages(change, [image], [{ ...named[0]!, at: 'elsewhere' }])).toEqual([]);
  });
});

describe('the wave of a change', () => {
  const waves = [['eu'], ['us', 'asia']];
  const before = state({}, { eu: { a: '1' }, us: { b: '1' }, asia: { c: '1' } });

  test.each<[string, Readonly<Record<string, Places>>, number | undefined]>([
    ['is the first', { eu: { a: '2' }, us: { b: '1' }, asia: { c: '1' } }, 1],
    ['is the last that it moves', { eu: { a: '2' }, us: { b: '1' }, asia: { c: '2' } }, 2],
    ['is none where no target moves', { eu: { a: '1' }, us: { b: '1' }, asia: { c: '1' } }, undefined],
  ])('%s', (_, targets, number) => {
    expect(waveOf({ before, after: state({}, targets) }, waves, ['api'])?.number).toBe(number);
  });

  test('is none in an environment without waves', () => {
    expect(waveOf({ before, after: before }, undefined, ['api'])).toBeUndefined();
  });
});
