import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSimpleYaml } from '../../../src/manifest/yaml/simple-yaml/read-simple-yaml.ts';
import { readWithLibrary } from '../../../src/manifest/yaml/read-with-library.ts';
import type { DocumentTree } from '../../../src/manifest/yaml/tree.ts';
import { rounds } from '../../rounds.ts';
import { yaml } from '../../yaml.ts';

/** Trees as plain values. The index of a map says nothing that its entries do not. */
function plain(trees: readonly DocumentTree[]): unknown {
  return JSON.parse(JSON.stringify(trees, (key, value: unknown) => (key === 'index' ? undefined : value)));
}

/** Nothing where the library has to read. */
function difference(text: string): { simple: unknown; library: unknown } | undefined {
  const simple = readSimpleYaml(text);
  if (simple === undefined) return undefined;
  const library = readWithLibrary(text, text, []);
  return { simple: plain(simple), library: library.ok ? plain(library.value) : library.problem };
}

describe('the reader of simple YAML', () => {
  test.each([
    [
      'maps, sequences and texts',
      'a: 1\nb:\n  - x\n  - y: "z"\n    w: \'it\'\'s\'\nc: {d: e, f: [g, "h"]}\n',
    ],
    ['a sequence as deep as its key', 'a:\n- b\n- c: d\n  e:\n  - f\nz: 1\n'],
    ['values that are not there', 'a:\nb: ~\nc:   # nothing\nd: null\n'],
    ['literal blocks', 'a: |\n  x\n\n    y\n\nb: |-   # why\n  z\n\n\nc:\n  - |\n    w'],
    ['several documents, one of them empty', '# first\na: 1\n---\n---  # third\nb: 2\n---\n'],
    ['comments and blank lines', '\n# a\na: b # c\n   # d\n\n  # e\nc: d\n#'],
    ['nothing', ''],
    ['a comment alone', '# a\n'],
    ['sequences in a sequence', '- - a\n  - b\n-   c: d\n    e: f\n-\n  g: h\n'],
  ])('reads %s as the library does', (_, text) => {
    const read = difference(text);
    expect(read).toBeDefined();
    expect(read?.simple).toEqual(read?.library);
  });

  test.each([
    ['an anchor', 'a: &x 1\nb: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a text over several lines', 'a: b\n  c\n'],
    ['quotes over several lines', 'a: "b\n  c"\n'],
    ['an escape', 'a: "\\x41"\n'],
    ['a folded block', 'a: >\n  b\n'],
    ['brackets over several lines', 'a: [b,\n  c]\n'],
    ['a tab', 'a:\tb\n'],
    ['a carriage return', 'a: b\r\n'],
    ['a line less deep than its block', 'a:\n    b: 1\n  c: 2\n'],
    ['a pair in a value', 'a: b: c\n'],
  ])('leaves %s to the library', (_, text) => {
    expect(readSimpleYaml(text)).toBeUndefined();
  });

  test('reads the manifests of an application', () => {
    const text = yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api, labels: {app: api}}
      spec:
        template:
          spec:
            containers:
              - name: api
                image: "ghcr.io/acme/api:v1" # by pull request
                args: ["--listen=:80", --verbose]
      ---
      kind: ConfigMap
      data:
        app.yaml: |
          image: ghcr.io/acme/api:v1
    `;
    const read = difference(text);
    expect(read).toBeDefined();
    expect(read?.simple).toEqual(read?.library);
  });

  test('gives what the library gives, or nothing, for any text', () => {
    const piece = fc.constantFrom(
      ...['a', 'b', 'image', 'x.y/z', '1', '~', 'null', '-1', 'ghcr.io/acme/api:v1', 'a b', 'é', '\u00a0'],
      ...[
        '"q"',
        "'s'",
        "'it''s'",
        '""',
        '"\\n"',
        '"',
        "'",
        '{a: b}',
        '[a, "b"]',
        '{}',
        '[]',
        '{a: [b, {c: d}]}',
      ],
      ...['{', '}', '[', ']', ',', '|', '|-', '|+', '>', '&a', '*a', '!t', '%', '@', '#', '# c', '?', '<<'],
      ...[
        ':',
        ': ',
        ' :',
        '-',
        '- ',
        '- - ',
        '---',
        '...',
        ' ',
        '  ',
        '\t',
        '\r',
        ' # c',
        '= ',
        '*',
        '$x',
        '`',
      ],
    );
    const usual = fc.constantFrom(
      'a: ',
      'b: ',
      'a:',
      'c: |',
      'd: |-',
      '- ',
      '- a: ',
      '- - ',
      '-',
      '"k": ',
      '',
      '# c',
    );
    const line = fc
      .tuple(fc.integer({ min: 0, max: 4 }), usual, fc.array(piece, { maxLength: 2 }))
      .map(([indent, start, rest]) => ' '.repeat(indent) + start + rest.join(''));
    const lines = fc.array(
      fc.oneof({ weight: 5, arbitrary: line }, { weight: 1, arbitrary: fc.constantFrom('---', '', '  ') }),
      {
        maxLength: 9,
      },
    );
    const text = fc
      .tuple(lines, fc.boolean())
      .map(([all, isEnded]) => all.join('\n') + (isEnded ? '\n' : ''));
    let read = 0;
    fc.assert(
      fc.property(text, (any) => {
        const both = difference(any);
        if (both === undefined) return;
        read += 1;
        expect(both.simple).toEqual(both.library);
      }),
      rounds(40_000),
    );
    expect(read).toBeGreaterThan(100);
  });
});
