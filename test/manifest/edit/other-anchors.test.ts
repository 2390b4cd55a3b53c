import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan, REPOSITORY as APP, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('anchors of others are no obstacle', () => {
  test.each([
    [
      'beside the tag',
      yaml`
        x: &x 1
        y: *x
        a: {repository: ${APP}, tag: v1}
      `,
    ],
    [
      'beside a tag whose anchor nobody uses',
      yaml`
        x: &x 1
        y: *x
        a: {repository: ${APP}, tag: &t v1}
      `,
    ],
    [
      'as keys',
      yaml`
        x: &k other
        b: {*k : x}
        a: {repository: ${APP}, tag: v1}
      `,
    ],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('in another document, under the same name', () => {
    const text = yaml`
      a: {image: &i "${APP}:v1"}
      ---
      x: &i 1
      y: *i
      ---
      b: {image: &i "${APP}:v1"}
    `;
    expect(edited('values.yaml', text)).toBe(text.replaceAll(':v1', `:v2@${NEW}`));
  });
});

describe('an alias that a marker writes out shares its anchor no longer', () => {
  const marked = yaml`
    x: &img ${APP}:v1
    image: *img # waybill: app
  `;

  test('and is told by its text, so that one at the same offset of another file still does', () => {
    const other = yaml`
      image: &i ${APP}:v1
      yyy: *i
    `;
    expect(other.indexOf('*i')).toBe(marked.indexOf('*img'));
    const result = plan({ 'a.yaml': marked, 'b.yaml': other });
    expect(result.files).toEqual([]);
    expect(result.refusals).toMatchObject([
      {
        message: expect.stringContaining('(image, yyy; aliases on line 2)'),
        location: { file: 'b.yaml', line: 1, column: 11 },
      },
    ]);
  });

  test('and so two files change that each write one out', () => {
    const result = plan({
      'a.yaml': marked,
      'b.yaml': yaml`
        # b
        ${marked}
      `,
    });
    expect(result.refusals).toEqual([]);
    const after = marked.replace('image: *img', `image: ${APP}:v2@${NEW}`);
    expect(writtenFiles(result)).toEqual({
      'a.yaml': after,
      'b.yaml': yaml`
        # b
        ${after}
      `,
    });
  });
});
