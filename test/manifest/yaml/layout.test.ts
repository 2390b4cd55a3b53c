import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { values } from './tagged-values.ts';

describe('comments and layout stay', () => {
  test.each([
    [
      'the gap before a setter comment',
      ' v1      # {"$imagepolicy": "ns:p:tag"}',
      ' v2      # {"$imagepolicy": "ns:p:tag"}',
    ],
    ['an aligned value', '   v1', '   v2'],
    ['a tab as separator', '\tv1\t# c', '\tv2\t# c'],
    ['trailing blanks', ' v1   ', ' v2   '],
  ])('%s', (_name, before, after) => {
    expect(edited('values.yaml', values(before))).toBe(values(after));
  });

  test.each([
    [
      'a comment block between keys',
      yaml`
        a: 1
        # one

        # two
        b: 2
        image: ghcr.io/acme/app:v1
        # after the last key
      `,
    ],
    [
      'a comment inside a list item',
      yaml`
        images:
          -
            # which
            image: ghcr.io/acme/app:v1 # this
            # why
      `,
    ],
    [
      'runs of blank lines',
      yaml`



        a: 1



        image: ghcr.io/acme/app:v1



      `,
    ],
    [
      'aligned values and blanks before colons',
      yaml`
        z:   spaced
        "key"  : v
        image   :   ghcr.io/acme/app:v1
      `,
    ],
    [
      'numbers, nulls and booleans elsewhere',
      yaml`
        m: 0755
        n: 12345678901234567890
        e: 1e3
        t: ~
        on: yes
        image: ghcr.io/acme/app:v1
      `,
    ],
    [
      'escapes and letters beyond ASCII',
      yaml`
        a: "caf\u00e9 \x41"
        b: 🚀
        image: ghcr.io/acme/app:v1
        "키": 값
      `,
    ],
    [
      'block scalars of every kind',
      'a: |\n  x  \n\n\n  y\nb: |+\n  keep\n\n\nc: |2\n    two\nd: >-\n  one\n  two\n\n  three\nimage: ghcr.io/acme/app:v1\n',
    ],
    [
      'a line of many thousand characters',
      yaml`
        long: ${'x'.repeat(20_000)}
        image: ghcr.io/acme/app:v1
      `,
    ],
    [
      'complex keys',
      yaml`
        ? [a, b]
        : 1
        ? {x: y}
        : 2
        image: ghcr.io/acme/app:v1
      `,
    ],
    [
      'four spaces and mixed dashes',
      yaml`
        list:
            - a
            -   b
        other:
        - c
        image: ghcr.io/acme/app:v1
      `,
    ],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('images in no order, and a digest before the name', () => {
    const text = (tag: string, digest: string) =>
      yaml`
        images:
            - name: z
              newTag: v1
            -   digest: ${digest}
                newTag: ${tag}
                name: ghcr.io/acme/app
            -
                name: a
                newTag: v1
      `;
    expect(edited('kustomization.yaml', text('v1', OLD))).toBe(text('v2', NEW));
  });
});

test('columns count characters', () => {
  const result = plan({ 'values.yaml': 'i: {"키🚀": 1, repository: ghcr.io/acme/app, tag: v1}\n' });
  expect(result.edits).toMatchObject([{ location: { line: 1, column: 49 } }]);
});
