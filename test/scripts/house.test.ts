import { describe, expect, test } from '@jest/globals';
import { housePicture } from '../../scripts/generate/house-picture.ts';
import { wayBetween } from '../../scripts/house/circles.ts';
import { type ImportGraph, arrowsOf, distancesTo } from '../../scripts/house/import-graph.ts';
import { opened, refilled } from '../../scripts/house/refill-comment.ts';
import { forbiddenArrow } from '../../scripts/house/rooms.ts';

/** A graph of files that import each other: `{ 'a.ts': ['b.ts'] }`. */
function graphOf(imports: Readonly<Record<string, readonly string[]>>): ImportGraph {
  const arrows = Object.entries(imports).map(
    ([from, targets]) => [from, targets.map((to) => ({ from, to, line: 1, isTypeOnly: false }))] as const,
  );
  return { files: Object.keys(imports), imports: new Map(arrows) };
}

test('an arrow is an import, an export, a type or an import on demand', () => {
  const text = [
    "import { a } from './a.ts';",
    "import { type B } from './b.ts';",
    "export * from '../c.ts';",
    "type D = import('./d.ts').D;",
    "const e = () => import('./e.ts');",
    "import { readFile } from 'node:fs/promises';",
  ].join('\n');
  expect(arrowsOf('/house', 'src/x/y.ts', text)).toEqual([
    { from: 'src/x/y.ts', to: 'src/x/a.ts', line: 1, isTypeOnly: false },
    { from: 'src/x/y.ts', to: 'src/x/b.ts', line: 2, isTypeOnly: true },
    { from: 'src/x/y.ts', to: 'src/c.ts', line: 3, isTypeOnly: false },
    { from: 'src/x/y.ts', to: 'src/x/d.ts', line: 4, isTypeOnly: true },
    { from: 'src/x/y.ts', to: 'src/x/e.ts', line: 5, isTypeOnly: false, isOnDemand: true },
  ]);
});

test('a circle is told by its shortest way back', () => {
  const graph = graphOf({ a: ['b'], b: ['c', 'd'], c: ['d'], d: ['a'] });
  expect(wayBetween(graph, 'b', 'a')).toEqual(['b', 'd', 'a']);
  expect(wayBetween(graphOf({ a: ['b'], b: [] }), 'b', 'a')).toBeUndefined();
});

test('a file is as far away as its shortest way of imports', () => {
  const graph = graphOf({ test: ['a', 'b'], a: ['b'], b: ['room'], room: [], other: [] });
  expect(Object.fromEntries(distancesTo(graph, ['room']))).toEqual({ room: 0, b: 1, test: 2, a: 2 });
});

describe('an arrow between rooms', () => {
  test.each([
    ['src/actions/promote/run.ts', 'src/lanes/rounds.ts'],
    ['src/actions/promote/inputs.ts', 'src/actions/lane/inputs.ts'],
    ['src/actions/promote-or-advance.ts', 'src/actions/advance/main.ts'],
    ['src/promotion/x.ts', 'src/manifest/companions/x.ts'],
    ['src/manifest/edit/x.ts', 'src/manifest/text/x.ts'],
    ['src/manifest/plan-edits.ts', 'src/manifest/edit/x.ts'],
    ['src/github/read/x.ts', 'src/github/transport/x.ts'],
    ['src/entry.ts', 'src/runner/runner.ts'],
    ['scripts/generate.ts', 'src/report/unified-diff.ts'],
  ])('from %s to %s is allowed', (from, to) => {
    expect(forbiddenArrow(from, to)).toBeUndefined();
  });

  test.each([
    ['src/promotion/x.ts', 'src/github/github.ts', 'stands below src/github'],
    ['src/lanes/x.ts', 'src/actions/promote/run.ts', 'stands below src/actions'],
    ['src/github/x.ts', 'src/registry/registry.ts', 'takes other rooms that act as arguments'],
    ['src/cli/x.ts', 'src/actions/lane/inputs.ts', 'nothing imports src/actions'],
    ['src/actions/promote/x.ts', 'src/actions/advance/run.ts', 'No action imports another'],
    ['src/promotion/x.ts', 'src/manifest/edit/x.ts', 'is imported by its doors'],
    ['src/entry.ts', 'src/manifest/edit/x.ts', 'is imported by its doors'],
    ['src/manifest/text/x.ts', 'src/manifest/edit/x.ts', 'is a stage before'],
    ['src/image/x.ts', 'sandbox/registry/x.ts', 'comes in as an argument'],
  ])('from %s to %s is refused', (from, to, reason) => {
    expect(forbiddenArrow(from, to)).toContain(reason);
  });
});

test('the picture of the house leaves out an arrow that a longer way says already', () => {
  const picture = housePicture(
    graphOf({
      'src/errors/x.ts': [],
      'src/image/x.ts': ['src/errors/x.ts'],
      'src/lanes/x.ts': ['src/image/x.ts', 'src/errors/x.ts'],
    }),
  );
  expect(picture.split('\n').filter((line) => line.includes('-->'))).toEqual([
    '  lanes --> image',
    '  image --> errors',
  ]);
});

describe('a comment that is too wide', () => {
  test('is filled again, paragraph by paragraph', () => {
    const lines = [' * aaa bbb ccc ddd eee', ' * fff', ' *', ' * ggg hhh'];
    expect(refilled(lines, ' * ', 15)).toEqual([' * aaa bbb ccc', ' * ddd eee fff', ' *', ' * ggg hhh']);
  });

  test('keeps lists, and what stands in backticks together', () => {
    const lines = ['// - aaa', '//   bbb', '// see `a b c` there'];
    expect(refilled(lines, '// ', 13)).toEqual(['// - aaa', '//   bbb', '// see', '// `a b c`', '// there']);
  });

  test('is opened up if it was one line', () => {
    expect(opened('  /** aaa bbb ccc */', 14)).toEqual(['  /**', '   * aaa bbb', '   * ccc', '   */']);
  });
});
