import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('duplicate keys', () => {
  test.each([
    [
      'in the image',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: v1
          tag: v0
      `,
      4,
    ],
    [
      'around the image',
      yaml`
        a: 1
        web: {image: "ghcr.io/acme/app:v1"}
        web: {}
      `,
      3,
    ],
    [
      'through an alias',
      yaml`
        k: &k tag
        image:
          repository: ghcr.io/acme/app
          tag: v1
          *k : v1
      `,
      5,
    ],
    [
      'in different spelling',
      yaml`
        image: ghcr.io/acme/app:v1
        "image": ghcr.io/acme/app:v1
      `,
      2,
    ],
  ])('refused: %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toContainEqual({
      code: 'REFERENCE_UNEDITABLE',
      message: expect.stringContaining('stands twice in one map'),
      line,
    });
  });

  test('are told once for all places of the image, and ten at most', () => {
    const places = '{x: {image: "ghcr.io/acme/app:v1"}, y: {image: "ghcr.io/acme/app:v1"}}';
    expect(refusals('values.yaml', `web: ${places}\nweb: {}\n`)).toHaveLength(1);
    expect(refusals('values.yaml', `web: ${places}\n`.repeat(13))).toHaveLength(10);
  });

  test('refused: around a nested document, and in a layer', () => {
    const nested = yaml`
      kind: ConfigMap
      data: {}
      data:
        values.yaml: |
          image: ghcr.io/acme/app:v1
      data: {}
    `;
    expect(refusals('cm.yaml', nested.replace('data: {}\n', ''))).toMatchObject([
      { message: expect.stringContaining('stands twice'), line: 5 },
    ]);
    const layers = plan({
      'values.yaml': 'image: {repository: ghcr.io/acme/app, tag: v1}\n',
      'values-prod.yaml': yaml`
        image: {tag: v1}
        a: 1
        image: {}
      `,
    });
    expect(layers.refusals).toMatchObject([{ location: { file: 'values-prod.yaml', line: 3 } }]);
  });

  test('in another document of the stream they are somebody else’s', () => {
    const text = yaml`
      a: 1
      a: 2
      ---
      image: ghcr.io/acme/app:v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});

describe('complex keys', () => {
  test.each([
    [
      'a value behind a list as key',
      yaml`
        ? [a, b]
        : image: ghcr.io/acme/app:v1
      `,
    ],
    [
      'a pair of two lines',
      yaml`
        ? image
        # c
        : ghcr.io/acme/app:v1
      `,
    ],
    ['a pair of two lines in a flow map', 'a: {? image : ghcr.io/acme/app:v1, b: c}\n'],
  ])('%s is found and edited', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a key that an alias writes is found', () => {
    const text = yaml`
      k: &k image
      a:
        *k : ghcr.io/acme/app:v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});

describe('several documents', () => {
  test('the one that holds the image changes; marks, comments and directives stay', () => {
    const text = yaml`
      %YAML 1.2
      ---
      # first
      a: 1
      --- # c
      image: ghcr.io/acme/app@${OLD}
      ...
      # between
      ---
      b: 2
    `;
    expect(edited('values.yaml', text)).toBe(text.replace(OLD, NEW));
  });
});
