import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from './promotion.ts';

describe('flow collections', () => {
  test.each([
    [
      'one line',
      'image: {repository: ghcr.io/acme/app, tag: v1, pullPolicy: Always}   # c\nl: [ a,  b , c ]\n',
    ],
    ['several lines', 'image: {\n  repository: ghcr.io/acme/app,  # which\n    tag: v1   ,\n}\n'],
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
  const entry = 'images: [{\n  name: ghcr.io/acme/app,\n  newTag: v1\n}]\n';
  test.each([
    ['of a map in a list', entry],
    ['with CRLF', entry.replaceAll('\n', '\r\n')],
    ['one on each line', entry.replace('}]', '}\n]')],
    ['of nested lists', `x: [[\n  a\n], [\n  b\n]]\n${entry}`],
  ])('%s', (_name, text) => {
    const ending = text.includes('\r') ? '\r\n' : '\n';
    expect(edited('kustomization.yaml', text)).toBe(
      text.replace('newTag: v1', `newTag: v2,${ending}  digest: ${NEW}`),
    );
  });

  test('refused behind a comment, with the place', () => {
    const text = 'images: [{\n  name: ghcr.io/acme/app,\n  newTag: v1 # last\n}]\n';
    expect(refusals('kustomization.yaml', text)).toEqual([
      { code: 'FILE_UNREADABLE', message: expect.stringContaining('sufficiently indented'), line: 4 },
    ]);
  });
});

describe('anchors, aliases and merge keys', () => {
  test('a value shared with something else is refused with the alias sites', () => {
    const text =
      'a: {repository: ghcr.io/acme/app, tag: &t v1}\nb: {repository: ghcr.io/acme/web, tag: *t}\nc: *t\n';
    expect(refusals('values.yaml', text)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringMatching(/a\.tag, b\.tag, c; aliases on line 2, 3/),
        line: 1,
      },
    ]);
  });

  test('promoting the user of an alias is refused as well', () => {
    const text = 'img: &img {tag: v1}\na: {repository: ghcr.io/acme/app, tag: &t v1}\nb: {x: *t}\n';
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'REFERENCE_UNEDITABLE', line: 2 }]);
  });

  test('a value that every user reads as the same image changes once, for all of them', () => {
    const text = 'a:\n  image: &img {repository: ghcr.io/acme/app, tag: v1}\nb:\n  image: *img\n';
    const result = plan({ 'values.yaml': text });
    expect(result.files.map((file) => file.after)).toEqual([text.replace('v1', 'v2')]);
    expect(result.edits.map((edit) => edit.at)).toEqual(['a.image', 'b.image']);
  });

  test.each([
    ['the tag', 'b: &b {tag: v1}\nimage: {<<: *b, repository: ghcr.io/acme/app}\n'],
    [
      'one of a list of maps',
      'b: &b {tag: v1}\nc: &c {x: 1}\nimage:\n  <<: [*c, *b]\n  repository: ghcr.io/acme/app\n',
    ],
    ['the map around', 'b: &b\n  image: {repository: ghcr.io/acme/app, tag: v1}\nx:\n  <<: *b\n'],
  ])('a merge key that brings %s is refused', (_name, text) => {
    expect(
      refusals('values.yaml', text)
        .map((one) => one.message)
        .join(),
    ).toContain('a merge key ("<<") brings it');
  });

  test('a text with YAML in it that an alias shares is refused', () => {
    const text = 'kind: ConfigMap\ndata:\n  values.yaml: &v |\n    image: ghcr.io/acme/app:v1\n  copy: *v\n';
    expect(refusals('cm.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('data["values.yaml"], data.copy') },
    ]);
  });

  test('a text with YAML in it that no alias shares is edited beside other anchors', () => {
    const text = 'kind: ConfigMap\nx: &a 1\ny: *a\ndata:\n  values.yaml: |\n    image: ghcr.io/acme/app:v1\n';
    expect(edited('cm.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a map that an alias shares gets no key', () => {
    const text = 'images:\n- &i\n  name: ghcr.io/acme/app\n  newTag: v2\nx: *i\n';
    expect(refusals('kustomization.yaml', text)).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('images[0].newTag, x.newTag'),
        line: 4,
      },
    ]);
  });

  test('anchors of one document do not hide those of the next', () => {
    const text = 'a: &x 1\nb: *x\n---\nimage: {repository: ghcr.io/acme/app, tag: &t v1}\nc: *t\n';
    expect(refusals('values.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('image.tag, c; aliases on line 5') },
    ]);
  });

  test('a value that an alias uses as a key of the document is refused', () => {
    expect(refusals('values.yaml', 'image: &i ghcr.io/acme/app:v1\n*i : x\n')).toMatchObject([
      { message: expect.stringContaining('a key of the document, image') },
    ]);
  });

  test.each([
    [
      'the containers',
      'kind: Pod\nx: &c\n  containers: [{image: "ghcr.io/acme/app:v1"}]\nspec:\n  <<: *c\n',
      'spec.containers[0].image',
    ],
    [
      'the image of a container',
      'kind: Pod\nx: &c {image: "ghcr.io/acme/app:v1"}\nspec:\n  containers:\n  - <<: *c\n',
      'spec.containers[0].image',
    ],
    [
      'the map around the containers',
      'kind: Pod\nx: &c\n  spec: {containers: [{image: "ghcr.io/acme/app:v1"}]}\ntemplate:\n  <<: *c\n',
      'template.spec.containers[0].image',
    ],
  ])('a merge key that brings %s of a workload is refused', (_name, text, at) => {
    expect(refusals('pod.yaml', text)).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining(
          `at ${at} in pod.yaml cannot be edited: a merge key ("<<") brings it`,
        ),
      }),
    );
  });

  test('a value that an alias uses as a key is refused', () => {
    const text = 'image: &i ghcr.io/acme/app:v1\nb: {*i : x}\n';
    expect(refusals('values.yaml', text)).toMatchObject([
      { message: expect.stringContaining('image, a key of b') },
    ]);
  });

  test('a map’s own value beats what its merge key brings', () => {
    const text = 'b: &b {tag: v0}\nimage: {<<: *b, repository: ghcr.io/acme/app, tag: v1}\n';
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('an alias without an anchor is refused, because readers reject the file', () => {
    const text = 'image: {repository: ghcr.io/acme/app, tag: *missing}\n';
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  });
});

describe('duplicate keys', () => {
  test.each([
    ['in the image', 'image:\n  repository: ghcr.io/acme/app\n  tag: v1\n  tag: v0\n', 4],
    ['elsewhere in the document', 'a: 1\nimage: ghcr.io/acme/app:v1\na: 2\n', 3],
    ['through an alias', 'k: &k tag\nimage:\n  repository: ghcr.io/acme/app\n  tag: v1\n  *k : v1\n', 5],
    ['in different spelling', 'image: ghcr.io/acme/app:v1\n"image": ghcr.io/acme/app:v1\n', 2],
  ])('refused: %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toContainEqual({
      code: 'REFERENCE_UNEDITABLE',
      message: expect.stringContaining('stands twice in one map'),
      line,
    });
  });

  test('are told once for all places of the image, and ten at most', () => {
    const places = 'x: {image: "ghcr.io/acme/app:v1"}\ny: {image: "ghcr.io/acme/app:v1"}\n';
    expect(refusals('values.yaml', `a: 1\na: 2\n${places}`)).toHaveLength(1);
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}: 1\nk${index}: 2\n`);
    expect(refusals('values.yaml', keys.join('') + places)).toHaveLength(10);
  });

  test('refused: around a nested document, and in a layer', () => {
    const nested = 'kind: ConfigMap\na: 1\na: 2\ndata:\n  values.yaml: |\n    image: ghcr.io/acme/app:v1\n';
    expect(refusals('cm.yaml', nested)).toMatchObject([
      { message: expect.stringContaining('stands twice'), line: 3 },
    ]);
    const layers = plan({
      'values.yaml': 'image: {repository: ghcr.io/acme/app, tag: v1}\n',
      'values-prod.yaml': 'image: {tag: v1}\na: 1\na: 2\n',
    });
    expect(layers.refusals).toMatchObject([{ location: { file: 'values-prod.yaml', line: 3 } }]);
  });

  test('in another document of the stream they are somebody else’s', () => {
    const text = 'a: 1\na: 2\n---\nimage: ghcr.io/acme/app:v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});

describe('complex keys', () => {
  test.each([
    ['a value behind a list as key', '? [a, b]\n: image: ghcr.io/acme/app:v1\n'],
    ['a pair of two lines', '? image\n# c\n: ghcr.io/acme/app:v1\n'],
    ['a pair of two lines in a flow map', 'a: {? image : ghcr.io/acme/app:v1, b: c}\n'],
  ])('%s is found and edited', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a key that an alias writes is found', () => {
    const text = 'k: &k image\na:\n  *k : ghcr.io/acme/app:v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});

describe('several documents', () => {
  test('the one that holds the image changes; marks, comments and directives stay', () => {
    const text = `%YAML 1.2\n---\n# first\na: 1\n--- # c\nimage: ghcr.io/acme/app@${OLD}\n...\n# between\n---\nb: 2\n`;
    expect(edited('values.yaml', text)).toBe(text.replace(OLD, NEW));
  });
});

describe('texts inside texts', () => {
  const configMap = (value: string) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  values.yaml: ${value}\n`;

  test('YAML in a literal block changes by one line', () => {
    const text = configMap(
      '|\n    # inner\n    image:\n      repository: ghcr.io/acme/app\n      tag: v1   # c',
    );
    expect(edited('cm.yaml', text)).toBe(text.replace('tag: v1', 'tag: v2'));
  });

  test('a key inserted into a literal block gets the outer indent and ending', () => {
    const text = configMap(
      '|\n    images:\n    - name: ghcr.io/acme/app\n      newTag: v1\n    kind: Kustomization\n    apiVersion: kustomize.config.k8s.io/v1beta1',
    ).replaceAll('\n', '\r\n');
    const after = text.replace('newTag: v1\r\n', `newTag: v2\r\n      digest: ${NEW}\r\n`);
    expect(edited('cm.yaml', text)).toBe(after);
  });

  test('JSON in quotes changes inside the quotes', () => {
    const text = configMap(`'{"image": "ghcr.io/acme/app:v1"}'`);
    expect(edited('cm.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('JSON in double quotes keeps its escapes', () => {
    const text = configMap('"{\\"image\\": \\"ghcr.io/acme/app:v1\\"}"');
    expect(edited('cm.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('YAML in a string of JSON is refused with what JSON can do about it', () => {
    const text = JSON.stringify({
      kind: 'ConfigMap',
      data: { 'values.yaml': 'image: ghcr.io/acme/app:v1\n' },
    });
    expect(plan({ 'cm.json': text }).refusals).toMatchObject([
      {
        hint: 'JSON has no block of text that it could stand in: keep this object as YAML, with a literal block ("|").',
      },
    ]);
  });

  test('a key added to JSON in double quotes is escaped as the rest', () => {
    const text = configMap(
      JSON.stringify(
        '{"apiVersion":"kustomize.config.k8s.io/v1beta1","kind":"Kustomization","images":[{"name":"ghcr.io/acme/app","newTag":"v1"}]}',
      ),
    );
    expect(edited('cm.yaml', text)).toBe(text.replace('v1\\"}', `v2\\",\\"digest\\":\\"${NEW}\\"}`));
  });

  test('the text and the document around it change together', () => {
    const pod = 'kind: Pod\nspec: {containers: [{image: "ghcr.io/acme/app:v1"}]}\n';
    const text = `${pod}---\n${configMap('|\n    image: ghcr.io/acme/app:v1')}---\n${pod}`;
    expect(edited('all.yaml', text)).toBe(text.replaceAll(':v1', `:v2@${NEW}`));
  });

  test('a text whose image changes is not told as left alone', () => {
    expect(plan({ 'cm.yaml': configMap('|\n    image: ghcr.io/acme/app:v1') }).passedOver).toEqual([]);
  });

  test('a location inside is a location of the file', () => {
    const result = plan({
      'cm.yaml': configMap('|\n    image:\n      repository: ghcr.io/acme/app\n      tag: v1'),
    });
    expect(result.edits).toMatchObject([
      { at: 'data["values.yaml"] → image', location: { line: 7, column: 12 } },
    ]);
  });

  test.each([
    ['folded', '>\n    image: ghcr.io/acme/app:v1\n'],
    ['quoted', '"image: ghcr.io/acme/app:v1\\n"'],
  ])('%s YAML is refused', (_name, value) => {
    expect(refusals('cm.yaml', configMap(value))).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('YAML inside a quoted or folded string'),
      },
    ]);
  });
});
