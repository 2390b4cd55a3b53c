import { describe, expect, test } from '@jest/globals';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { edited, NEW, plan, refusals, TO_V2 } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const WHOLE = `${'ghcr.io/acme/app:v2'}@${NEW}`;

describe('an alias that a marker asks for is replaced where it stands', () => {
  test.each([
    [
      'a whole reference, the anchor beside it left alone',
      yaml`
        a:
          image: &img ghcr.io/acme/app:v1 # waybill: ignore
        b:
          image: *img # waybill: app
        c: *img
      `,
      `  image: *img # waybill: app`,
      `  image: ${WHOLE} # waybill: app`,
    ],
    [
      'an anchor that no format knows',
      yaml`
        x: &img ghcr.io/acme/app:v1
        image: *img   # waybill: app
      `,
      'image: *img   #',
      `image: ${WHOLE}   #`,
    ],
    [
      'in a flow map',
      yaml`
        x: &img "ghcr.io/acme/app:v1"
        b: {image: *img , c: d} # waybill: app
      `,
      '{image: *img , c',
      `{image: ${WHOLE} , c`,
    ],
    [
      'a tag, its repository beside it',
      yaml`
        x: &t v1
        image:
          repository: ghcr.io/acme/app
          tag: *t # waybill: app tag
      `,
      'tag: *t #',
      'tag: v2 #',
    ],
    [
      'a whole reference in a workload, with CRLF',
      'kind: Pod\r\nx: &img ghcr.io/acme/app:v1\r\nspec:\r\n  containers:\r\n    - image: *img # waybill: app\r\n',
      '- image: *img #',
      `- image: ${WHOLE} #`,
    ],
  ])('%s', (_name, text, before, after) => {
    expect(text).toContain(before);
    expect(edited('values.yaml', text)).toBe(text.replace(before, after));
  });

  test('a new text that reads as a number gets quotes', () => {
    const text = yaml`
      x: &t v1
      image:
        repository: ghcr.io/acme/app
        tag: *t # waybill: app tag
    `;
    expect(edited('values.yaml', text, { tag: '1.10' })).toBe(text.replace('*t #', '"1.10" #'));
  });

  test('both, when the anchor is marked as well', () => {
    const text = yaml`
      a: {image: &img ghcr.io/acme/app:v1} # waybill: app
      b:
        image: *img # waybill: app
      c: *img
    `;
    expect(edited('values.yaml', text)).toBe(
      text.replace(':v1', `:v2@${NEW}`).replace('image: *img', `image: ${WHOLE}`),
    );
  });

  test.each([
    [
      'a whole reference',
      yaml`
        image: &img ghcr.io/acme/app:v1
        b:
          image: *img # waybill: app
      `,
      'image: *img #',
      `image: ${WHOLE} #`,
    ],
    [
      'a tag',
      yaml`
        image: {repository: ghcr.io/acme/app, tag: &t v1}
        b:
          repository: ghcr.io/acme/app
          tag: *t # waybill: app tag
      `,
      'tag: *t #',
      'tag: v2 #',
    ],
  ])('both, when a format knows the anchor: %s', (_name, text, before, after) => {
    const anchor = text.includes('&t') ? 'v2' : `v2@${NEW}`;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', anchor).replace(before, after));
  });

  test('not the anchor, when another alias of it is not asked for', () => {
    const text = yaml`
      image: &img ghcr.io/acme/app:v1
      b:
        image: *img # waybill: app
      c: *img
    `;
    expect(refusals('values.yaml', text)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('(image, c; aliases on line'),
        line: 1,
      },
    ]);
  });

  test('and says where it stands', () => {
    const result = plan({
      'values.yaml': yaml`
        x: &img ghcr.io/acme/app:v1
        image: *img # waybill: app
      `,
    });
    expect(result.edits).toMatchObject([{ at: 'image', location: { line: 2, column: 8 } }]);
  });
});

describe('an alias stays', () => {
  test('without a marker, and the shared value is refused', () => {
    const text = yaml`
      a:
        image: &img ghcr.io/acme/app:v1
      b:
        image: *img
      c: *img
    `;
    expect(refusals('values.yaml', text)[0]?.message).toContain(
      'an anchor shares the value with other places',
    );
  });

  test.each([
    [
      'of a map',
      yaml`
        x: &img {repository: ghcr.io/acme/app, tag: v1}
        image: *img # waybill: app
      `,
    ],
    [
      'of another image',
      yaml`
        x: &img nginx:1
        image: *img # waybill: app
      `,
    ],
    [
      'with a custom tag behind it',
      yaml`
        x: &img !Ref ghcr.io/acme/app:v1
        image: *img # waybill: app
      `,
    ],
    [
      'of a text that a template writes',
      yaml`
        x: &img ghcr.io/acme/app:{{ .tag }}
        image: *img # waybill: app
      `,
    ],
  ])('%s: refused', (_name, text) => {
    const result = plan({ 'values.yaml': text });
    expect(result.files).toEqual([]);
    expect(result.refusals.length).toBeGreaterThan(0);
    expect(new Set(result.refusals.map(({ code }) => code))).toEqual(new Set(['REFERENCE_UNEDITABLE']));
  });
});

describe('a whole reference behind an anchor', () => {
  test('changes at an anchor of any name, when every alias stands for an image', () => {
    const text = yaml`
      x-image: &image ghcr.io/acme/app:v1
      services:
        a: {image: *image }
        b: {image: *image }
    `;
    expect(edited('compose.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test.each([
    ['at the top of the document', 'common: &image ghcr.io/acme/app:v1\n'],
    ['below a key that Compose leaves to people', 'x-common: {ref: &image "ghcr.io/acme/app:v1"}\n'],
  ])('may be kept %s', (_name, anchor) => {
    const text = yaml`
      ${anchor}
      services:
        a: {image: *image }
    `;
    expect(edited('compose.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('is refused where the anchor stands below a key that somebody reads', () => {
    const text = yaml`
      common: {ref: &image "ghcr.io/acme/app:v1"}
      services:
        a: {image: *image }
    `;
    expect(refusals('compose.yaml', text)).toMatchObject([
      { message: expect.stringContaining('common.ref, services.a.image') },
    ]);
  });

  test('is refused when one of the aliases may stand for something else', () => {
    const text = yaml`
      x-image: &image ghcr.io/acme/app:v1
      services:
        a: {image: *image , hostname: *image }
    `;
    expect(refusals('compose.yaml', text)).toMatchObject([{ code: 'REFERENCE_UNEDITABLE', line: 1 }]);
  });
});

describe('a repository behind an anchor', () => {
  test('has the tags that stand beside its aliases', () => {
    const text = yaml`
      repo: &r ghcr.io/acme/app
      a: {repository: *r , tag: v1}
      b: {repository: *r , tag: v1}
    `;
    expect(edited('values.yaml', text)).toBe(text.replaceAll('tag: v1', 'tag: v2'));
  });
});

test('two images that share a tag and go to different ones are refused with what to do', () => {
  const text = yaml`
    a: {repository: ghcr.io/acme/app, tag: &t v1}
    b: {repository: ghcr.io/acme/web, tag: *t }
  `;
  const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web', tag: 'v3' };
  const { refusals: found } = planEdits({ files: [{ path: 'values.yaml', text }], images: [TO_V2, web] });
  expect(found).toMatchObject([{ hint: expect.stringContaining('promote them to the same tag') }]);
});
