import { describe, expect, test } from '@jest/globals';
import { blankComments } from '../../../src/manifest/yaml/read-text.ts';
import { edited, NEW, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('JSON keeps its bytes', () => {
  test.each([
    ['an escaped slash', '{"image": "ghcr.io\\/acme\\/app:v1"}'],
    ['an escape by number', '{"image": "ghcr.io/acme\\u002fapp:v1"}'],
    ['minified, with a byte order mark', '\ufeff{"image":"ghcr.io/acme/app:v1","n":12345678901234567890}'],
    ['CRLF and tabs', '{\r\n\t"image": "ghcr.io/acme/app:v1"\r\n}\r\n'],
    [
      'comments',
      yaml`
        // the image: v2
        {"image": "ghcr.io/acme/app:v1" /* or v3 */ } // end
      `,
    ],
    ['trailing commas', '{"list": ["a", ], "image": "ghcr.io/acme/app:v1", }'],
    ['what looks like a comment in a string', '{"url": "http://x/*,}", /**/ "image": "ghcr.io/acme/app:v1"}'],
  ])('%s', (_name, text) => {
    expect(edited('values.json', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a file for JSON with comments', () => {
    const text = yaml`
      {
        // waybill: app tag
        "x": "v1",
        "image": "ghcr.io/acme/app:v1",
      }
    `;
    expect(edited('app.jsonc', text)).toBe(text.replace('"v1"', '"v2"').replace('app:v1', `app:v2@${NEW}`));
  });
});

describe('JSON is refused with its place', () => {
  test.each([
    [
      'several texts in one file',
      yaml`
        {"image": "ghcr.io/acme/app:v1"}
        {}
      `,
      'something stands behind the JSON text',
      2,
    ],
    ['single quotes', "{\n'image': 'ghcr.io/acme/app:v1'}", 'it is not JSON', 2],
  ])('%s', (_name, text, reason, line) => {
    expect(refusals('values.json', text)).toEqual([
      { code: 'FILE_UNREADABLE', message: expect.stringContaining(reason), line },
    ]);
  });
});

test.each(['"\\"'.repeat(200_000), '/*'.repeat(200_000), '{"a":'.repeat(100_000)])(
  'comments are found in one pass through a text that never closes (%#)',
  (text) => {
    expect(blankComments(text)).toHaveLength(text.length);
  },
);
