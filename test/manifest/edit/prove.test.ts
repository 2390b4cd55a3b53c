import { describe, expect, test } from '@jest/globals';
import { applySplices, proveEdit } from '../../../src/manifest/edit/prove.ts';
import type { Splice } from '../../../src/manifest/plan.ts';
import { openFile } from '../../../src/manifest/view/open-view.ts';
import { scalarsOf } from '../../../src/manifest/yaml/placed-scalars.ts';
import { yaml } from '../../yaml.ts';

const TEXT = yaml`
  a: v1 # one
  b: v1 # two
`;
const A: Splice = { start: 3, end: 5, text: 'v22' };
const B: Splice = { start: 15, end: 17, text: 'v22' };
const AFTER = yaml`
  a: v22 # one
  b: v22 # two
`;

/** What the proof says of a text that is to be written, where the plan was that `a` and `b` become `v22`. */
function proof(after: string, splices: readonly Splice[] = [A, B]): string | undefined {
  const opened = openFile({ path: 'values.yaml', text: TEXT });
  if (!opened.ok) throw new Error(opened.problem.refusal.message);
  const scalars = opened.value.documents.flatMap(({ root }) => [...scalarsOf(root)]);
  const texts = new Map(scalars.map(({ node }) => [node, 'v22']));
  return proveEdit(opened.value, { splices, after }, { texts, added: new Map() });
}

test('splices are made in the text, and stay with it', () => {
  expect(applySplices(TEXT, [A, B])).toEqual({ splices: [A, B], after: AFTER });
  expect(applySplices(TEXT, [])).toEqual({ splices: [], after: TEXT });
});

test('the proof holds for the text that the splices make', () => {
  expect(proof(AFTER)).toBeUndefined();
});

describe('the proof fails where the text that is to be written is not what the splices make', () => {
  test.each([
    ['before the first splice', AFTER.replace('a: v', 'a : v'), 'text before offset 3 would change'],
    ['between the splices', AFTER.replace('one', 'ONE'), 'text before offset 15 would change'],
    ['between the splices, in its length', AFTER.replace('one', 'o'), 'text before offset 15 would change'],
    ['at a splice', AFTER.replace('a: v22', 'a: "22'), 'the text at offset 3 is not the planned one'],
    ['at the last splice', AFTER.replace('b: v22', 'b: v23'), 'the text at offset 15 is not the planned one'],
    ['behind the last splice', AFTER.replace('two', 'TWO'), 'text after the last edit would change'],
    ['by a line at the end', `${AFTER}# three\n`, 'text after the last edit would change'],
    ['by what is missing at the end', AFTER.slice(0, -1), 'text after the last edit would change'],
  ])('%s', (_name, after, found) => {
    expect(proof(after)).toBe(found);
  });
});

describe('the proof fails where splices', () => {
  test.each([
    ['overlap', [A, { start: 4, end: 6, text: '' }]],
    ['stand in the wrong order', [B, A]],
    ['end before they begin', [{ start: 5, end: 3, text: 'v22' }, B]],
    ['end behind the text', [A, { start: 15, end: TEXT.length + 1, text: '' }]],
  ])('%s', (_name, splices) => {
    expect(proof(AFTER, splices)).toBe('two edits overlap');
  });

  test('but not where one begins at the end of another, or ends with the text', () => {
    const splices = [
      A,
      { start: 5, end: 5, text: '' },
      B,
      { start: TEXT.length, end: TEXT.length, text: '' },
    ];
    expect(proof(AFTER, splices)).toBeUndefined();
  });
});

test('the proof fails where the text does not parse any more, with the reason', () => {
  const open: Splice = { start: 15, end: 17, text: '[v22' };
  expect(proof(applySplices(TEXT, [A, open]).after, [A, open])).toMatch(/^it would not parse any more: ./);
});

test('the proof fails where another value is read than was planned', () => {
  const other: Splice = { start: 15, end: 17, text: 'v3' };
  expect(proof(applySplices(TEXT, [A, other]).after, [A, other])).toContain('"v3" would be read where "v22"');
});
