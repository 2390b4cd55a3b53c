import { describe, expect, test } from '@jest/globals';
import { type CommitFiles, otherChanges } from '../../src/verification/other-changes.ts';
import { yaml } from '../yaml.ts';

/** Files by path: `text`, or `text` and a mode. */
function commit(
  files: Readonly<Record<string, string | readonly [text: string, mode: string]>>,
  strange: Readonly<Record<string, string>> = {},
): CommitFiles {
  const parts = Object.entries(files).map(([path, file]) => {
    const [text, mode] = typeof file === 'string' ? [file, '100644'] : file;
    return { path, text, mode };
  });
  return {
    entries: new Map(parts.map(({ path, text, mode }) => [path, { oid: `oid of ${text}`, mode }])),
    texts: parts.map(({ path, text }) => ({ path, text })),
    strange: new Map(Object.entries(strange)),
  };
}

const OLD = yaml`
  a: 1
  image: api:v1
  b: 2
`;
const YOUNG = yaml`
  a: 1
  image: api:v2
  b: 2
`;
const PLANNED = [{ path: 'dev.yaml', before: OLD, after: YOUNG, splices: [] }];

function wordsOf(before: CommitFiles, after: CommitFiles, more = {}): readonly string[] {
  const change = { before, after, planned: PLANNED, outside: [], ...more };
  return otherChanges(change).map(({ words }) => words);
}

describe('besides images there is', () => {
  test.each<[string, CommitFiles, string[]]>([
    ['nothing where the editor would have written the same', commit({ 'dev.yaml': YOUNG }), []],
    ['nothing where nothing changed', commit({ 'dev.yaml': OLD }), []],
    [
      'a line that the editor would not have written',
      commit({ 'dev.yaml': YOUNG.replace('b: 2', 'b: 3') }),
      ['dev.yaml:3 changes more than images'],
    ],
    ['a line at the end', commit({ 'dev.yaml': `${YOUNG}c: 3\n` }), ['dev.yaml:4 changes more than images']],
    [
      'a line that is gone',
      commit({ 'dev.yaml': YOUNG.replace('b: 2\n', '') }),
      ['dev.yaml:3 changes more than images'],
    ],
    ['a new file', commit({ 'dev.yaml': OLD, 'new.yaml': 'n: 1\n' }), ['new.yaml is new']],
    ['a file that is gone', commit({}), ['dev.yaml is gone']],
    ['another mode', commit({ 'dev.yaml': [YOUNG, '100755'] }), ['dev.yaml has the mode 100755 now']],
    [
      'a link in the place of a file',
      commit({}, { 'dev.yaml': 'it is a symbolic link' }),
      ['dev.yaml: it is a symbolic link'],
    ],
  ])('%s', (_, after, expected) => {
    expect(wordsOf(commit({ 'dev.yaml': OLD }), after)).toEqual(expected);
  });

  test.each([
    ['nothing but the version of a digest in a comment', `d: ${'a'.repeat(64)} # v2`, []],
    [
      'a comment that says more',
      `d: ${'a'.repeat(64)} # v2 and more`,
      ['dev.yaml:1 changes more than images'],
    ],
    ['another value before it', `e: ${'a'.repeat(64)} # v2`, ['dev.yaml:1 changes more than images']],
    ['what only looks like a comment', `d: ${'a'.repeat(64)}# v2`, ['dev.yaml:1 changes more than images']],
    ['a comment beside no digest', 'd: 1 # v2', ['dev.yaml:1 changes more than images']],
  ])('%s', (_, line, expected) => {
    const planned = `${line === 'd: 1 # v2' ? 'd: 1' : `d: ${'a'.repeat(64)}`} # v1\n`;
    const [before, after] = [commit({ 'dev.yaml': OLD }), commit({ 'dev.yaml': `${line}\n` })];
    const file = { path: 'dev.yaml', before: OLD, after: planned, splices: [] };
    expect(wordsOf(before, after, { planned: [file] })).toEqual(expected);
  });

  test('every file of no environment', () => {
    const same = commit({ 'dev.yaml': OLD });
    expect(wordsOf(same, same, { outside: ['README.md'] })).toEqual(['README.md changes']);
  });

  test('no link that was there before', () => {
    const linked = commit({}, { 'link.yaml': 'it is a symbolic link' });
    expect(wordsOf(linked, linked)).toEqual([]);
  });

  test('a text that could not be read after the change', () => {
    const after = commit({ 'dev.yaml': YOUNG });
    expect(wordsOf(commit({ 'dev.yaml': OLD }), { ...after, texts: [] })).toHaveLength(1);
  });
});
