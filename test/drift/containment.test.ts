import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareValues } from '../../src/drift/compare/compare-values.ts';
import { formatPath } from '../../src/drift/objects/path.ts';
import { rounds } from '../rounds.ts';

/** Values as objects of a cluster hold them; keys that Kubernetes treats in its own way are among them. */
const key = fc.constantFrom(
  'a',
  'b',
  'spec',
  'limits',
  'env',
  'ports',
  'containers',
  'labels',
  'command',
  'timeout',
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('', 'x', 'y', '1', '50m', '1h', 'name'),
    fc.integer({ min: -3, max: 90 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));

const places = (declared: unknown, live: unknown): readonly string[] =>
  compareValues(declared, live, 'contained').map(({ path, kind }) => `${kind} ${formatPath(path)}`);

/** Lists in another order; of `command` and `args` the order counts. */
function shuffled(given: unknown, name?: string): unknown {
  if (Array.isArray(given)) {
    const all = given.map((element) => shuffled(element));
    return name === 'command' || name === 'args' ? all : all.toReversed();
  }
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given)
      .toReversed()
      .map(([at, inner]) => [at, shuffled(inner, at)]),
  );
}

describe('what is declared is contained in what is there', () => {
  test('nothing differs from itself', () => {
    fc.assert(
      fc.property(value, (declared) => {
        expect(places(declared, structuredClone(declared))).toEqual([]);
        expect(compareValues(declared, structuredClone(declared), 'equal')).toEqual([]);
      }),
      rounds(3000),
    );
  });

  test('lists in another order do not differ', () => {
    fc.assert(
      fc.property(value, (declared) => expect(places(declared, shuffled(declared))).toEqual([])),
      rounds(3000),
    );
  });

  test('a wish that is added is found once', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 4 }),
        fc.constantFrom('zero', 'more'),
        (live, wish) => {
          expect(places({ ...live, [wish]: 'wished' }, live)).toEqual([`absent ${wish}`]);
        },
      ),
      rounds(1000),
    );
  });

  test('fields that only the cluster has are no difference', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 4 }), value, (declared, extra) => {
        expect(places({ spec2: declared }, { spec2: { ...declared, other: extra } })).toEqual([]);
      }),
      rounds(1000),
    );
  });

  test('neither value is changed', () => {
    fc.assert(
      fc.property(value, value, (declared, live) => {
        const before = JSON.stringify([declared, live]);
        compareValues(declared, live, 'contained');
        expect(JSON.stringify([declared, live])).toBe(before);
      }),
      rounds(1000),
    );
  });
});

describe('values that mean the same', () => {
  const same: readonly (readonly [title: string, declared: unknown, live: unknown])[] = [
    ['a number and its text', { port: 80 }, { port: '80' }],
    ['quantities', { limits: { cpu: 0.05, memory: '1Gi' } }, { limits: { cpu: '50m', memory: '1024Mi' } }],
    ['durations of a custom resource', { interval: '90m' }, { interval: '1h30m0s' }],
    ['moments', { notAfterTime: '2027-01-01T01:00:00+01:00' }, { notAfterTime: '2027-01-01T00:00:00Z' }],
    ['an empty list and none', { spec: { tolerations: [] } }, { spec: {} }],
    [
      'null and whatever there is',
      { creationTimestamp: null },
      { creationTimestamp: '2027-01-01T00:00:00Z' },
    ],
  ];
  test.each(same)('%s', (_title, declared, live) => expect(places(declared, live)).toEqual([]));

  const other: readonly (readonly [title: string, declared: unknown, live: unknown, place: string])[] = [
    [
      'a quantity in an annotation',
      { annotations: { cpu: '1000m' } },
      { annotations: { cpu: '1' } },
      'changed annotations.cpu',
    ],
    [
      'a duration in a variable',
      { env: [{ name: 'T', value: '60m' }] },
      { env: [{ name: 'T', value: '1h' }] },
      'changed env[T].value',
    ],
    ['an empty text under a key of its owner', { data: { a: '' } }, { data: {} }, 'absent data.a'],
    ['no storage class and the default one', { storageClassName: '' }, {}, 'absent storageClassName'],
    [
      'a policy for all pods and for some',
      { podSelector: {} },
      { podSelector: { matchLabels: { a: 'b' } } },
      'added podSelector.matchLabels',
    ],
    ['an element more', { verbs: ['get'] }, { verbs: ['get', 'delete'] }, 'added verbs[1]'],
    ['arguments in another order', { args: ['a', 'b'] }, { args: ['b', 'a'] }, 'order args'],
    ['the last key of a map', { labels: { a: 'b' } }, {}, 'absent labels.a'],
  ];
  test.each(other)('but not %s', (_title, declared, live, place) =>
    expect(places(declared, live)).toEqual([place]),
  );
});
