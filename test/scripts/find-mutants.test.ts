import { describe, expect, test } from '@jest/globals';
import { findMutants } from '../../scripts/mutation/find-mutants.ts';
import { mutate, sampleMutants } from '../../scripts/mutation/sample-mutants.ts';

/** What each mutant of the text makes of it. */
const mutated = (text: string): readonly string[] =>
  findMutants('x.ts', text).map((mutant) => mutate(text, mutant));

describe('the mutants of a text', () => {
  test.each([
    ['a boundary', 'f(a < b);', ['f(a <= b);', 'f(a >= b);']],
    ['an equality', 'f(a === b);', ['f(a !== b);']],
    ['arithmetic, but not of texts', "f(a + b, 'a' + b);", ['f(a - b, ', "f(a + b, '' + b);"]],
    ['a logical operator', 'f(a && b);', ['f(((a) || (b)));']],
    ['a condition', 'const x = a ? b : c;', ['true ? b', 'false ? b']],
    ['a negation', 'f(!a);', ['f(a);']],
    ['a text', "f('a', '');", ["f('', '')", "f('a', 'mutated')"]],
    ['a list', 'f([a], []);', ['f([], [])', "f([a], ['mutated'])"]],
    ['an object', 'f({ a });', ['f({});']],
    ['a call that may go', 'f(a.filter(b));', ['f(a);']],
    ['a call that has an opposite', 'f(a.some(b));', ['f(a.every(b));']],
    ['an optional chain', 'f(a?.b, a?.[b], a?.(b));', ['f(a.b, ', 'a[b], ', 'a(b)']],
    ['a result', 'const f = () => a;', ['() => undefined']],
    ['a result that is true or false', 'const f = () => a.has(b);', ['=> true', '=> false']],
    ['a statement', '{ a(); b(); }', ['{ ; b(); }', '{ a(); ; }', '{}']],
    ['a pattern', 'f(/^a+[^b]$/u);', ['/a+[^b]$/u', '/^a[^b]$/u', '/^a+[b]$/u', '/^a+[^b]/u']],
  ])('change %s', (_, text, expected) => {
    const results = mutated(text);
    for (const part of expected) expect(results).toContainEqual(expect.stringContaining(part));
  });

  test.each([
    ['types', "type A = 'a' | 'b'; interface B { c: 'c' } let d: 'd';"],
    ['imports', "import { a } from 'a'; export { b } from 'b';"],
    ['names of properties', "f({ 'a-b': c }.d);", "f({ '': c }.d);"],
  ])('leave %s alone', (_, text, never = undefined) => {
    if (never === undefined) expect(mutated(text)).toEqual([]);
    else expect(mutated(text)).not.toContain(never);
  });

  test('say where they are and what they change', () => {
    expect(findMutants('x.ts', 'f(1);\nf(a < b);')).toContainEqual(
      expect.objectContaining({ file: 'x.ts', line: 2, column: 5, change: '<  =>  <=' }),
    );
  });
});

test('an optional chain begins where it is executed also if there is nothing to go on with', () => {
  const text = 'f(0, a?.b?.[c]);';
  const starts = findMutants('x.ts', text).filter(({ change }) => change.endsWith('without ?.'));
  expect(starts.map(({ column }) => column)).toEqual([6, 6]);
  expect(starts.map((mutant) => mutate(text, mutant))).toEqual(['f(0, a.b?.[c]);', 'f(0, a?.b[c]);']);
});

describe('a sample', () => {
  const text = 'f(a < b, c < d, e > g);\nh(i === j, !k, l && m);';
  const texts = new Map([
    ['x.ts', text],
    ['y.ts', text],
  ]);
  const of = (files: readonly string[]): readonly ReturnType<typeof findMutants>[number][] =>
    files.flatMap((file) => findMutants(file, text));

  test('is the same each time, and no larger than asked for', () => {
    expect(sampleMutants(of(['x.ts', 'y.ts']), texts, 5)).toHaveLength(5);
    expect(sampleMutants(of(['x.ts', 'y.ts']), texts, 5)).toEqual(
      sampleMutants(of(['y.ts', 'x.ts']), texts, 5),
    );
  });

  test('holds no mutant that is no program', () => {
    const [mutant] = of(['x.ts']);
    if (mutant === undefined) throw new Error('The text has mutants.');
    expect(sampleMutants([{ ...mutant, replacement: '(((' }], texts, 5)).toEqual([]);
  });
});
