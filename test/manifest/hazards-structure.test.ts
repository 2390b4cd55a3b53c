import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from './promotion.ts';
import { yaml } from '../yaml.ts';

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
    [
      'the map around',
      yaml`
        b: &b
          image: {repository: ghcr.io/acme/app, tag: v1}
        x:
          <<: *b
      `,
    ],
  ])('a merge key that brings %s is refused', (_name, text) => {
    expect(
      refusals('values.yaml', text)
        .map((one) => one.message)
        .join(),
    ).toContain('a merge key ("<<") brings it');
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
      'spec.containers[0].image',
    ],
    [
      'the image of a container',
      yaml`
        kind: Pod
        x: &c {image: "ghcr.io/acme/app:v1"}
        spec:
          containers:
          - <<: *c
      `,
      'spec.containers[0].image',
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
      'elsewhere in the document',
      yaml`
        a: 1
        image: ghcr.io/acme/app:v1
        a: 2
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
    const places = yaml`
      x: {image: "ghcr.io/acme/app:v1"}
      y: {image: "ghcr.io/acme/app:v1"}
    `;
    expect(
      refusals(
        'values.yaml',
        yaml`
          a: 1
          a: 2
          ${places}
        `,
      ),
    ).toHaveLength(1);
    const keys = Array.from(
      { length: 12 },
      (_, index) => yaml`
        k${index}: 1
        k${index}: 2
      `,
    );
    expect(refusals('values.yaml', keys.join('') + places)).toHaveLength(10);
  });

  test('refused: around a nested document, and in a layer', () => {
    const nested = yaml`
      kind: ConfigMap
      a: 1
      a: 2
      data:
        values.yaml: |
          image: ghcr.io/acme/app:v1
    `;
    expect(refusals('cm.yaml', nested)).toMatchObject([
      { message: expect.stringContaining('stands twice'), line: 3 },
    ]);
    const layers = plan({
      'values.yaml': 'image: {repository: ghcr.io/acme/app, tag: v1}\n',
      'values-prod.yaml': yaml`
        image: {tag: v1}
        a: 1
        a: 2
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
    const pod = yaml`
      kind: Pod
      spec: {containers: [{image: "ghcr.io/acme/app:v1"}]}
    `;
    const text = yaml`
      ${pod}
      ---
      ${configMap('|\n    image: ghcr.io/acme/app:v1')}
      ---
      ${pod}
    `;
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
