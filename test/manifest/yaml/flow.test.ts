import { describe, expect, test } from '@jest/globals';
import { edited, NEW, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('flow collections', () => {
  test.each([
    [
      'one line',
      yaml`
        image: {repository: ghcr.io/acme/app, tag: v1, pullPolicy: Always}   # c
        l: [ a,  b , c ]
      `,
    ],
    [
      'several lines',
      yaml`
        image: {
          repository: ghcr.io/acme/app,  # which
            tag: v1   ,
        }
      `,
    ],
    ['letters beyond ASCII before it', '{"키": 1, image: {repository: ghcr.io/acme/app, tag: v1}}\n'],
    ['JSON in YAML', '{"image":{"repository":"ghcr.io/acme/app","tag":"v1"}}\n'],
  ])('only the value changes: %s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace(/v1/, 'v2'));
  });

  test('a missing value is filled', () => {
    expect(edited('values.yaml', 'i: {repository: ghcr.io/acme/app, tag: }\n')).toBe(
      'i: {repository: ghcr.io/acme/app, tag: v2 }\n',
    );
  });
});

describe('brackets that close at the start of a line, as Go’s readers accept them', () => {
  const entry = yaml`
    images: [{
      name: ghcr.io/acme/app,
      newTag: v1
    }]
  `;
  test.each([
    ['of a map in a list', entry],
    ['with CRLF', entry.replaceAll('\n', '\r\n')],
    ['one on each line', entry.replace('}]', '}\n]')],
    [
      'of nested lists',
      yaml`
        x: [[
          a
        ], [
          b
        ]]
        ${entry}
      `,
    ],
  ])('%s', (_name, text) => {
    const ending = text.includes('\r') ? '\r\n' : '\n';
    expect(edited('kustomization.yaml', text)).toBe(
      text.replace('newTag: v1', `newTag: v2,${ending}  digest: ${NEW}`),
    );
  });

  test('refused behind a comment, with the place', () => {
    const text = yaml`
      images: [{
        name: ghcr.io/acme/app,
        newTag: v1 # last
      }]
    `;
    expect(refusals('kustomization.yaml', text)).toEqual([
      { code: 'FILE_UNREADABLE', message: expect.stringContaining('sufficiently indented'), line: 4 },
    ]);
  });
});
