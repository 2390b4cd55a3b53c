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
      yaml`
        a: {repository: ${APP}, tag: &t v1}
        b: {x: *t , y: *t }
        c: *t
      `,
      ['a', 'a.tag, b.x, b.y, c; aliases on line 2, 3', '1:43'],
    ],
    [
      'a tag that stands above its readers',
      yaml`
        t: &t v1
        a: {repository: ${APP}, tag: *t }
      `,
      ['a', 't, a.tag; aliases on line 2', '1:7'],
    ],
    [
      'a tag that is read as the same image twice, and once as something else',
      yaml`
        a: {repository: ${APP}, tag: &t v1}
        b: {repository: ${APP}, tag: *t }
        c: *t
      `,
      ['a', 'a.tag, b.tag, c; aliases on line 2, 3', '1:43'],
    ],
    [
      'a whole reference',
      yaml`
        a: {image: &i "${APP}:v1"}
        b: {image: *i , x: *i }
      `,
      ['a.image', 'a.image, b.image, b.x; aliases on line 2', '1:15'],
    ],
    [
      'a whole reference that is a key of a map in a list',
      yaml`
        image: &i ${APP}:v1
        b:
          - {*i : x}
      `,
      ['image', 'image, a key of b[0]; aliases on line 3', '1:11'],
    ],
    [
      'a reference below a key that ends as the kept ones begin',
      yaml`
        a-x-: {b: {c: &i "${APP}:v1"}}
        b: {image: *i }
      `,
      ['b.image', 'a-x-.b.c, b.image; aliases on line 2', '1:18'],
    ],
    [
      'a reference below a key that is kept, with an alias beside it',
      yaml`
        x-a: {b: {c: &i "${APP}:v1"}, d: *i }
        b: {image: *i }
      `,
      ['b.image', 'x-a.b.c, x-a.d, b.image; aliases on line 1, 2', '1:17'],
    ],
  ])('%s', (_name, text, [place = '', places = '', at = '']) => {
    const result = plan({ 'values.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(toldRefusals(result)).toEqual([shared(place, 'values.yaml', places, at)]);
  });

  test('tag and digest, each on its own', () => {
    const text = yaml`
      a: {repository: ${APP}, tag: &t v1, digest: &d "${OLD}"}
      b: *t
      c: *d
    `;
    const result = plan({ 'values.yaml': text });
    expect(result.refused).toHaveLength(1);
    expect(toldRefusals(result)).toEqual([
      shared('a', 'values.yaml', 'a.tag, b; aliases on line 2, 3', '1:43'),
      shared('a', 'values.yaml', 'a.digest, c; aliases on line 2, 3', '1:58'),
    ]);
  });

  test('the tag behind which a key would be added', () => {
    const text = yaml`
      images:
      - name: ${APP}
        newTag: &t v2
      x: *t
    `;
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
    [
      'as a tag of the image',
      yaml`
        a: {repository: ${APP}, tag: &t v1}
        b: {repository: ${APP}, tag: *t }
      `,
    ],
    [
      'as a tag of the image, which a marker points at',
      yaml`
        t: &t v1 # waybill: app tag
        x: *t
        y: *t
      `,
    ],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test.each([
    [
      'as the image',
      yaml`
        a: {image: &i "${APP}:v1"}
        b: {image: *i }
      `,
    ],
    [
      'as the image, from the top of the document',
      yaml`
        a: &i "${APP}:v1"
        b: {image: *i }
        c: {image: *i }
      `,
    ],
    [
      'as the image, from below a kept key',
      yaml`
        x-a: {b: {c: &i "${APP}:v1"}}
        b: {image: *i }
      `,
    ],
    [
      'as the image, from below a kept key behind others',
      yaml`
        z: {q: 1}
        x-a: {c: &i "${APP}:v1"}
        b: {image: *i }
      `,
    ],
    [
      'in a map that an alias shares',
      yaml`
        a: &m {image: "${APP}:v1"}
        b: *m
      `,
    ],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('as the tag of two images that go to the same one', () => {
    const text = yaml`
      a: {repository: ${APP}, tag: &t v1}
      b: {repository: ghcr.io/acme/web, tag: *t }
    `;
    const result = planEdits({ files: [{ path: 'values.yaml', text }], images: [TO_V2, WEB] });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text.replace('v1', 'v2') });
  });

  test('but not as the tag of two images and of a third one', () => {
    const text = yaml`
      a: {repository: ${APP}, tag: &t v1}
      b: {repository: ghcr.io/acme/web, tag: *t }
      c: *t
    `;
    const result = planEdits({ files: [{ path: 'values.yaml', text }], images: [TO_V2, WEB] });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ image }) => image)).toEqual(['app', 'web']);
    expect(toldRefusals(result)).toEqual([
      shared('a', 'values.yaml', 'a.tag, b.tag, c; aliases on line 2, 3', '1:43'),
    ]);
  });
});
