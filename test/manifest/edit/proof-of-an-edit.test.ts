import { describe, expect, test } from '@jest/globals';
import { openFile } from '../../../src/manifest/view/open-view.ts';
import { applySplices, proveEdit } from '../../../src/manifest/edit/prove.ts';
import type { NewEntry } from '../../../src/manifest/yaml/insert-entry.ts';
import { scalarsOf } from '../../../src/manifest/yaml/placed-scalars.ts';
import type { MapEntry } from '../../../src/manifest/yaml/tree.ts';
import { yaml } from '../../yaml.ts';

const TEXT = yaml`
  a: &t v0 # v1
  image:
    repository: ghcr.io/acme/app
    tag: v1
    old: !!str v1
    same: *t
  list: [x, "y"]
  ---
  b: 1
`;

type Cut = readonly [at: string, width: number, text: string];

/**
 * What the proof says of splices at places of the text, where the plan was that \`tag\` becomes \`tag\`, and
 * \`added\` follows it.
 */
function proof(tag: string, cuts: readonly Cut[], added: readonly NewEntry[] = [], text = TEXT) {
  const opened = openFile({ path: 'values.yaml', text });
  if (!opened.ok) throw new Error(opened.problem.refusal.message);
  const scalars = opened.value.documents.flatMap(({ root }) => [...scalarsOf(root)]);
  const placed = scalars.find(({ key }) => key === 'tag');
  const entry = placed?.map?.index.get('tag');
  if (placed === undefined || entry === undefined) throw new Error('the text has no tag');
  const splices = cuts.map(([at, width, written]) => {
    const start = text.indexOf(at);
    return { start, end: start + width, text: written };
  });
  const expected = {
    texts: new Map([[placed.node, tag]]),
    added: new Map<MapEntry, readonly NewEntry[]>(added.length === 0 ? [] : [[entry, added]]),
  };
  return proveEdit(opened.value, applySplices(text, splices), expected);
}

const TAG: Cut = ['v1\n  old', 2, 'v2'];
const DIGEST = { key: 'digest', value: 'sha256:1' };

describe('the proof holds for', () => {
  test.each<[string, string, readonly Cut[], readonly NewEntry[]]>([
    ['the planned value', 'v2', [TAG], []],
    ['a number in quotes', '1.10', [['v1\n  old', 2, '"1.10"']], []],
    ['a comment at the very start', 'v2', [['a: &t', 0, '# c\n'], TAG], []],
    ['the planned value and the planned key', 'v2', [['v1\n  old', 2, 'v2\n  digest: sha256:1']], [DIGEST]],
  ])('%s', (_name, tag, cuts, added) => {
    expect(proof(tag, cuts, added)).toBeUndefined();
  });
});

describe('the proof fails when', () => {
  test.each<[string, string, readonly Cut[], string]>([
    [
      'another value is written than was planned',
      'v2',
      [['v1\n  old', 2, 'v3']],
      '"v3" would be read where "v2"',
    ],
    ['nothing is written', 'v2', [], '"v1" would be read where "v2"'],
    [
      'the value reads as a number',
      '1.10',
      [['v1\n  old', 2, '1.10']],
      'read as something else than a string',
    ],
    [
      'the value reads as a date',
      '2020-01-02',
      [['v1\n  old', 2, '2020-01-02']],
      'something else than a string',
    ],
    ['a comment swallows the value', 'v2', [['v1\n  old', 2, '#v2']], '"" would be read where "v2"'],
    ['another value changes along', 'v2', [TAG, ['x, ', 1, 'z']], 'at list[0]: "z" would be read where "x"'],
    ['another value gets quotes', 'v2', [TAG, ['x, ', 1, '"x"']], 'at list[0]: its quotes would change'],
    [
      'a key changes its name',
      'v2',
      [['repository', 10, 'repo'], TAG],
      '"repo" would be read where "repository"',
    ],
    ['an anchor disappears', 'v2', [['&t v0', 3, ''], TAG], 'no anchor before it'],
    [
      'an anchor changes its name',
      'v2',
      [['&t v0', 2, '&u'], TAG, ['*t', 2, '*u']],
      'its anchor would change',
    ],
    ['a tag disappears', 'v2', [TAG, ['!!str ', 6, '']], 'at image.old: its tag would change'],
    [
      'an alias is written out',
      'v2',
      [TAG, ['*t', 2, 'v0']],
      'at image.same: an alias would become a scalar',
    ],
    ['a key is added', 'v2', [['v1\n  old', 2, 'v2\n  new: x']], 'would be read where "old"'],
    ['a key is added at the end', 'v2', [TAG, ['b: 1\n', 4, 'b: 1\nc: 2']], 'a key that nobody planned'],
    ['a key stands twice', 'v2', [TAG, ['*t\n', 3, '*t\n  tag: v2\n']], 'a key would stand twice'],
    ['a key disappears', 'v2', [TAG, ['\n  same: *t', 11, '']], 'the key "same" would disappear'],
    ['an item is added', 'v2', [TAG, ['"y"', 3, '"y", z']], 'its number of items would change'],
    ['a list becomes a text', 'v2', [TAG, ['[x, "y"]', 8, 'x']], 'a seq would become a scalar'],
    ['a document disappears', 'v2', [TAG, ['---\n', 4, '']], 'held 2 documents and would hold 1'],
    ['the result cannot be parsed', 'v2', [TAG, ['[x, ', 1, '[[']], 'it would not parse any more'],
    ['two splices overlap', 'v2', [TAG, ['1\n  old', 1, '2']], 'two edits overlap'],
    ['splices are out of order', 'v2', [['[x', 0, ''], TAG], 'two edits overlap'],
    ['a splice lies behind the text', 'v2', [TAG, ['b: 1\n', 900, '']], 'two edits overlap'],
  ])('%s', (_name, tag, cuts, found) => {
    expect(proof(tag, cuts)).toContain(found);
  });

  test.each<[string, string, string]>([
    ['the planned key is missing', 'v2', 'the key "digest" would not be where it was meant'],
    ['it holds something else', 'v2\n  digest: sha256:2', 'the key "digest" would not be'],
    ['it holds a map', 'v2\n  digest: {a: b}', 'the key "digest" would not be'],
    ['it stands elsewhere', 'v2\n  z: y\n  digest: sha256:1', 'the key "digest" would not be'],
  ])('%s', (_name, written, found) => {
    expect(proof('v2', [['v1\n  old', 2, written]], [DIGEST])).toContain(found);
  });

  test('an alias goes to another anchor', () => {
    const text = TEXT.replace('a: &t v0', 'u: &u v9\na: &t v0');
    expect(proof('v2', [TAG, ['*t', 2, '*u']], [], text)).toContain('at image.same: its alias would change');
  });

  test('the value of an added key reads as a number', () => {
    const cuts: Cut[] = [['v1\n  old', 2, 'v2\n  digest: 1e5']];
    expect(proof('v2', cuts, [{ key: 'digest', value: '1e5' }])).toContain('something else than a string');
  });
});
