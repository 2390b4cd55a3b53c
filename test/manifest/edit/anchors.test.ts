import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('anchors, aliases and merge keys', () => {
  test('a value shared with something else is refused with the alias sites', () => {
    const text = yaml`
      a: {repository: ghcr.io/acme/app, tag: &t v1}
      b: {repository: ghcr.io/acme/web, tag: *t}
      c: *t
    `;
    expect(refusals('values.yaml', text)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringMatching(/a\.tag, b\.tag, c; aliases on line 2, 3/),
        line: 1,
      },
    ]);
  });

  test('promoting the user of an alias is refused as well', () => {
    const text = yaml`
      img: &img {tag: v1}
      a: {repository: ghcr.io/acme/app, tag: &t v1}
      b: {x: *t}
    `;
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'REFERENCE_UNEDITABLE', line: 2 }]);
  });

  test('a value that every user reads as the same image changes once, for all of them', () => {
    const text = yaml`
      a:
        image: &img {repository: ghcr.io/acme/app, tag: v1}
      b:
        image: *img
    `;
    const result = plan({ 'values.yaml': text });
    expect(result.files.map((file) => file.after)).toEqual([text.replace('v1', 'v2')]);
    expect(result.edits.map((edit) => edit.at)).toEqual(['a.image', 'b.image']);
  });

  test.each([
    [
      'the tag',
      yaml`
        b: &b {tag: v1}
        image: {<<: *b, repository: ghcr.io/acme/app}
      `,
    ],
    [
      'one of a list of maps',
      yaml`
        b: &b {tag: v1}
        c: &c {x: 1}
        image:
          <<: [*c, *b]
          repository: ghcr.io/acme/app
      `,
    ],
  ])('a merge key that brings %s is refused', (_name, text) => {
    expect(
      refusals('values.yaml', text)
        .map((one) => one.message)
        .join(),
    ).toContain('an anchor shares the value with other places (b.tag, image.tag;');
  });

  test.each([
    [
      'the map around the image',
      yaml`
        b: &b
          image: {repository: ghcr.io/acme/app, tag: v1}
        x:
          <<: *b
      `,
    ],
    [
      'the tag, from a key that is kept for anchors',
      yaml`
        _b: &b {tag: v1}
        .c: &c {pullPolicy: Always}
        image: {<<: [*b, *c], repository: ghcr.io/acme/app}
      `,
    ],
    [
      'the repository alone',
      yaml`
        b: &b {repository: ghcr.io/acme/app}
        image: {<<: *b, tag: v1}
      `,
    ],
  ])('a merge key that brings %s is no obstacle', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace('tag: v1', 'tag: v2'));
  });

  test('a text with YAML in it that an alias shares is refused', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        values.yaml: &v |
          image: ghcr.io/acme/app:v1
        copy: *v
    `;
    expect(refusals('cm.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('data["values.yaml"], data.copy') },
    ]);
  });

  test('a text with YAML in it that no alias shares is edited beside other anchors', () => {
    const text = yaml`
      kind: ConfigMap
      x: &a 1
      y: *a
      data:
        values.yaml: |
          image: ghcr.io/acme/app:v1
    `;
    expect(edited('cm.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a map that an alias shares gets no key', () => {
    const text = yaml`
      images:
      - &i
        name: ghcr.io/acme/app
        newTag: v2
      x: *i
    `;
    expect(refusals('kustomization.yaml', text)).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('images[0].newTag, x.newTag'),
        line: 4,
      },
    ]);
  });

  test('anchors of one document do not hide those of the next', () => {
    const text = yaml`
      a: &x 1
      b: *x
      ---
      image: {repository: ghcr.io/acme/app, tag: &t v1}
      c: *t
    `;
    expect(refusals('values.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('image.tag, c; aliases on line 5') },
    ]);
  });

  test('a value that an alias uses as a key of the document is refused', () => {
    expect(
      refusals(
        'values.yaml',
        yaml`
          image: &i ghcr.io/acme/app:v1
          *i : x
        `,
      ),
    ).toMatchObject([{ message: expect.stringContaining('a key of the document, image') }]);
  });

  test.each([
    [
      'the containers',
      yaml`
        kind: Pod
        x: &c
          containers: [{image: "ghcr.io/acme/app:v1"}]
        spec:
          <<: *c
      `,
    ],
    [
      'the map around the containers',
      yaml`
        kind: Pod
        x: &c
          spec: {containers: [{image: "ghcr.io/acme/app:v1"}]}
        template:
          <<: *c
      `,
    ],
    [
      'the image of a container',
      yaml`
        kind: Pod
        spec:
          initContainers:
          - &c {image: "ghcr.io/acme/app:v1"}
          containers:
          - <<: *c
      `,
    ],
  ])('a merge key that brings %s of a workload is no obstacle', (_name, text) => {
    expect(edited('pod.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test('a value that an alias uses as a key is refused', () => {
    const text = yaml`
      image: &i ghcr.io/acme/app:v1
      b: {*i : x}
    `;
    expect(refusals('values.yaml', text)).toMatchObject([
      { message: expect.stringContaining('image, a key of b') },
    ]);
  });

  test('a map’s own value beats what its merge key brings', () => {
    const text = yaml`
      b: &b {tag: v0}
      image: {<<: *b, repository: ghcr.io/acme/app, tag: v1}
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('an alias without an anchor is refused, because readers reject the file', () => {
    const text = 'image: {repository: ghcr.io/acme/app, tag: *missing}\n';
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  });
});
