import { describe, expect, test } from '@jest/globals';
import type { ImageChange } from '../../../src/manifest/plan.ts';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { edited, NEW, OLD, plan, TO_V2, toldRefusals, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const APP = 'ghcr.io/acme/app';
const WEB: ImageChange = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };

const shared = (place: string, path: string, places: string, at: string) => ({
  code: 'REFERENCE_UNEDITABLE',
  image: 'app',
  message: `the reference to app at ${place} in ${path} cannot be edited: an anchor shares the value with other places (${places})`,
  hint: 'Write the value out where it is to differ, mark an alias with a "# waybill:" comment to have it written out there, or mark the anchored scalar if all of them are to change.',
  at: `${path}:${at}`,
});

describe('a value that something else reads is refused with all its places', () => {
  test.each([
    [
      'a tag, each line of aliases once',
      `a: {repository: ${APP}, tag: &t v1}\nb: {x: *t , y: *t }\nc: *t\n`,
      ['a', 'a.tag, b.x, b.y, c; aliases on line 2, 3', '1:43'],
    ],
    [
      'a tag that stands above its readers',
      `t: &t v1\na: {repository: ${APP}, tag: *t }\n`,
      ['a', 't, a.tag; aliases on line 2', '1:7'],
    ],
    [
      'a tag that is read as the same image twice, and once as something else',
      `a: {repository: ${APP}, tag: &t v1}\nb: {repository: ${APP}, tag: *t }\nc: *t\n`,
      ['a', 'a.tag, b.tag, c; aliases on line 2, 3', '1:43'],
    ],
    [
      'a whole reference',
      `a: {image: &i "${APP}:v1"}\nb: {image: *i , x: *i }\n`,
      ['a.image', 'a.image, b.image, b.x; aliases on line 2', '1:15'],
    ],
    [
      'a whole reference that is a key of a map in a list',
      `image: &i ${APP}:v1\nb:\n  - {*i : x}\n`,
      ['image', 'image, a key of b[0]; aliases on line 3', '1:11'],
    ],
    [
      'a reference below a key that ends as the kept ones begin',
      `a-x-: {b: {c: &i "${APP}:v1"}}\nb: {image: *i }\n`,
      ['b.image', 'a-x-.b.c, b.image; aliases on line 2', '1:18'],
    ],
    [
      'a reference below a key that is kept, with an alias beside it',
      `x-a: {b: {c: &i "${APP}:v1"}, d: *i }\nb: {image: *i }\n`,
      ['b.image', 'x-a.b.c, x-a.d, b.image; aliases on line 1, 2', '1:17'],
    ],
  ])('%s', (_name, text, [place = '', places = '', at = '']) => {
    const result = plan({ 'values.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(toldRefusals(result)).toEqual([shared(place, 'values.yaml', places, at)]);
  });

  test('tag and digest, each on its own', () => {
    const text = `a: {repository: ${APP}, tag: &t v1, digest: &d "${OLD}"}\nb: *t\nc: *d\n`;
    const result = plan({ 'values.yaml': text });
    expect(result.refused).toHaveLength(1);
    expect(toldRefusals(result)).toEqual([
      shared('a', 'values.yaml', 'a.tag, b; aliases on line 2, 3', '1:43'),
      shared('a', 'values.yaml', 'a.digest, c; aliases on line 2, 3', '1:58'),
    ]);
  });

  test('the tag behind which a key would be added', () => {
    const text = `images:\n- name: ${APP}\n  newTag: &t v2\nx: *t\n`;
    expect(toldRefusals(plan({ 'kustomization.yaml': text }))).toEqual([
      shared('images[0]', 'kustomization.yaml', 'images[0].newTag, x; aliases on line 4', '3:14'),
    ]);
  });

  test('a value inside a text', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        v.yaml: |
          a: {repository: ${APP}, tag: &t v1}
          b: *t
    `;
    expect(toldRefusals(plan({ 'cm.yaml': text }))).toEqual([
      shared('data["v.yaml"] → a', 'cm.yaml', 'a.tag, b; aliases on line 5', '4:47'),
    ]);
  });

  test('a text around two texts with references in them', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        a.yaml: &a |
          kind: ConfigMap
          data:
            b.yaml: |
              image: ${APP}:v1
              b: {image: "${APP}:v1"}
        z: *a
    `;
    const result = plan({ 'cm.yaml': text });
    expect(result.refused).toHaveLength(2);
    expect(toldRefusals(result)).toEqual([
      shared(
        'data["a.yaml"] → data["b.yaml"] → image',
        'cm.yaml',
        'data["a.yaml"], data.z; aliases on line 9',
        '3:14',
      ),
    ]);
  });
});

describe('a value changes for all who read it', () => {
  test.each([
    ['as a tag of the image', `a: {repository: ${APP}, tag: &t v1}\nb: {repository: ${APP}, tag: *t }\n`],
    ['as a tag of the image, which a marker points at', `t: &t v1 # waybill: app tag\nx: *t\ny: *t\n`],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test.each([
    ['as the image', `a: {image: &i "${APP}:v1"}\nb: {image: *i }\n`],
    ['as the image, from the top of the document', `a: &i "${APP}:v1"\nb: {image: *i }\nc: {image: *i }\n`],
    ['as the image, from below a kept key', `x-a: {b: {c: &i "${APP}:v1"}}\nb: {image: *i }\n`],
    [
      'as the image, from below a kept key behind others',
      `z: {q: 1}\nx-a: {c: &i "${APP}:v1"}\nb: {image: *i }\n`,
    ],
    ['in a map that an alias shares', `a: &m {image: "${APP}:v1"}\nb: *m\n`],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('as the tag of two images that go to the same one', () => {
    const text = `a: {repository: ${APP}, tag: &t v1}\nb: {repository: ghcr.io/acme/web, tag: *t }\n`;
    const result = planEdits({ files: [{ path: 'values.yaml', text }], images: [TO_V2, WEB] });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text.replace('v1', 'v2') });
  });

  test('but not as the tag of two images and of a third one', () => {
    const text = `a: {repository: ${APP}, tag: &t v1}\nb: {repository: ghcr.io/acme/web, tag: *t }\nc: *t\n`;
    const result = planEdits({ files: [{ path: 'values.yaml', text }], images: [TO_V2, WEB] });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ image }) => image)).toEqual(['app', 'web']);
    expect(toldRefusals(result)).toEqual([
      shared('a', 'values.yaml', 'a.tag, b.tag, c; aliases on line 2, 3', '1:43'),
    ]);
  });
});

describe('anchors of others are no obstacle', () => {
  test.each([
    ['beside the tag', `x: &x 1\ny: *x\na: {repository: ${APP}, tag: v1}\n`],
    ['beside a tag whose anchor nobody uses', `x: &x 1\ny: *x\na: {repository: ${APP}, tag: &t v1}\n`],
    ['as keys', `x: &k other\nb: {*k : x}\na: {repository: ${APP}, tag: v1}\n`],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('in another document, under the same name', () => {
    const text = `a: {image: &i "${APP}:v1"}\n---\nx: &i 1\ny: *i\n---\nb: {image: &i "${APP}:v1"}\n`;
    expect(edited('values.yaml', text)).toBe(text.replaceAll(':v1', `:v2@${NEW}`));
  });
});

describe('an alias that a marker writes out shares its anchor no longer', () => {
  const marked = `x: &img ${APP}:v1\nimage: *img # waybill: app\n`;

  test('and is told by its text, so that one at the same offset of another file still does', () => {
    const other = `image: &i ${APP}:v1\nyyy: *i\n`;
    expect(other.indexOf('*i')).toBe(marked.indexOf('*img'));
    const result = plan({ 'a.yaml': marked, 'b.yaml': other });
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)).toEqual([
      shared('image', 'b.yaml', 'image, yyy; aliases on line 2', '1:11'),
    ]);
  });

  test('and so two files change that each write one out', () => {
    const result = plan({ 'a.yaml': marked, 'b.yaml': `# b\n${marked}` });
    expect(result.refusals).toEqual([]);
    const after = marked.replace('image: *img', `image: ${APP}:v2@${NEW}`);
    expect(writtenFiles(result)).toEqual({ 'a.yaml': after, 'b.yaml': `# b\n${after}` });
  });
});
