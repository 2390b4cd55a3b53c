import { describe, expect, test } from '@jest/globals';
import { decodeManifest } from '../../src/manifest/text/decode.ts';
import { edited, NEW, plan, refusals } from './promotion.ts';
import { yaml } from '../yaml.ts';

const KUSTOMIZATION = yaml`
  images:
  - name: ghcr.io/acme/app
    newTag: v1
`;

describe('the bytes of the file', () => {
  test('CRLF stays CRLF, also on an inserted line', () => {
    const text = KUSTOMIZATION.replaceAll('\n', '\r\n');
    const after = `images:\r\n- name: ghcr.io/acme/app\r\n  newTag: v2\r\n  digest: ${NEW}\r\n`;
    expect(edited('kustomization.yaml', text)).toBe(after);
  });

  test('CRLF is written also behind a last line that has no ending', () => {
    expect(edited('kustomization.yaml', KUSTOMIZATION.trimEnd().replaceAll('\n', '\r\n'))).toBe(
      `images:\r\n- name: ghcr.io/acme/app\r\n  newTag: v2\r\n  digest: ${NEW}`,
    );
  });

  test('mixed line endings stay mixed', () => {
    const text = 'a: 1\r\nimage: ghcr.io/acme/app:v1\nb: 2\r\n';
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('no final newline is added, not even by an insertion', () => {
    expect(edited('kustomization.yaml', KUSTOMIZATION.trimEnd())).toBe(
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: v2
          digest: ${NEW}`,
    );
  });

  test('a byte order mark stays and the first key is found', () => {
    expect(edited('kustomization.yaml', `\ufeff${KUSTOMIZATION}`)).toBe(
      `\ufeffimages:\n- name: ghcr.io/acme/app\n  newTag: v2\n  digest: ${NEW}\n`,
    );
  });

  test.each([
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0x00), 'it is UTF-16'],
    ['Latin-1', Uint8Array.of(0x63, 0x61, 0x66, 0xe9), 'it is not UTF-8'],
    ['an overlong sequence', Uint8Array.of(0xc0, 0xaf), 'it is not UTF-8'],
    ['half a surrogate pair', Uint8Array.of(0xed, 0xa0, 0x80), 'it is not UTF-8'],
    ['NUL', Uint8Array.of(0x61, 0x00), 'it holds a NUL character'],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:1\n'),
      'Git LFS pointer',
    ],
  ])('refused: %s', (_name, bytes, reason) => {
    expect(decodeManifest('a.yaml', bytes)).toMatchObject({
      ok: false,
      problem: {
        code: 'FILE_UNREADABLE',
        message: expect.stringContaining(reason),
        location: { file: 'a.yaml' },
      },
    });
  });

  test('UTF-8 with a byte order mark decodes to the same bytes', () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0xf0, 0x9f, 0x9a, 0x80);
    const decoded = decodeManifest('a.yaml', bytes);
    expect(decoded).toEqual({ ok: true, value: { path: 'a.yaml', text: '\ufeff🚀' } });
  });

  test.each([
    ['a carriage return alone', 'a: 1\nimage: ghcr.io/acme/app:v1\r# c\n', 2],
    ['a carriage return too many', 'a: 1\r\r\nimage: ghcr.io/acme/app:v1\r\n', 1],
    ['NEL in a comment', 'image: ghcr.io/acme/app:v1 # a\x85b: c\n', 1],
    ['a line separator between keys', 'a: 1\n# c\u2028image: x\nimage: ghcr.io/acme/app:v1\n', 2],
  ])('refused, as readers disagree on the lines: %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toEqual([
      { code: 'FILE_UNREADABLE', message: expect.stringContaining('take for a line break'), line },
    ]);
  });

  test('such a character inside quotes stays', () => {
    const text = 'a: "x\u2028y"\n\'b\x85\': c\nimage: ghcr.io/acme/app:v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('a text with half a surrogate pair is refused', () => {
    expect(refusals('a.yaml', 'image: ghcr.io/acme/app:v1\nb: \ud800\n')).toMatchObject([
      { code: 'FILE_UNREADABLE' },
    ]);
  });
});

describe('templates', () => {
  test('a scalar that stands alone between actions is edited', () => {
    const text = yaml`
      {{- if .Values.on }}
      image: ghcr.io/acme/app:v1 # {{ .why }}
      {{- else }}
      other: {{ .x | quote }}
      {{- end }}
      labels:
        {{- toYaml .labels | nindent 2 }}
    `;
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test.each([
    ['in the tag', 'image: ghcr.io/acme/app:{{ .tag }}\n'],
    ['around the value', 'image: {{ .p }}ghcr.io/acme/app:v1\n'],
    ['Jinja', 'image: "ghcr.io/acme/app:v1{% if x %}-x{% endif %}"\n'],
    [
      'as a comment of Jinja',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: v1{# c #}
      `,
    ],
    [
      'in a split tag',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: "{{ .tag }}"
      `,
    ],
  ])('refused: an action %s', (_name, text) => {
    const found = refusals('values.yaml', text).map((one) => one.code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/REFERENCE_UNEDITABLE|REFERENCE_NOT_FOUND/);
  });

  test('a block of text that a template writes is refused, and one with a template elsewhere is not', () => {
    const written = yaml`
      image:
        repository: ghcr.io/acme/app
        tag: |
          {{ .Tag }}
    `;
    expect(refusals('values.yaml', written)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('a template writes part of it') },
    ]);
    const beside = yaml`
      kind: ConfigMap
      data:
        a: |
          name: {{ .Name }}
          image: ghcr.io/acme/app:v1
    `;
    expect(edited('cm.yaml', beside)).toBe(beside.replace('v1', `v2@${NEW}`));
  });

  test('braces in quoted strings of other keys are no template of the image', () => {
    const text = yaml`
      a: "{{ $labels.x }} }}"
      b: '{{'
      image: ghcr.io/acme/app:v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});

describe('templates in a text inside a literal block', () => {
  const inside = (text: string) =>
    yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: a}
      data:
        values.yaml: |
          ${text}
        end: "{{ .y }}"
    `;

  test.each([
    [
      'before and after',
      yaml`
        {{- if .on }}
        image: ghcr.io/acme/app:v1
        {{- end }}
        host: {{ .host }}
      `,
    ],
    [
      'in an alert',
      yaml`
        expr: |
          up {{ $labels.pod }}
        image: ghcr.io/acme/app:v1
      `,
    ],
  ])('%s: what stands apart from them is edited', (_name, text) => {
    expect(edited('a.yaml', inside(text))).toBe(inside(text.replace(':v1', `:v2@${NEW}`)));
    const crlf = inside(text).replaceAll('\n', '\r\n');
    expect(edited('a.yaml', crlf)).toBe(crlf.replace(':v1', `:v2@${NEW}`));
  });

  test.each([
    [
      'the tag',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: {{ .tag }}
      `,
    ],
    [
      'a part of the tag',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: v1-{{ .flavour }}
      `,
    ],
    ['the line', 'image: {repository: ghcr.io/acme/app, tag: v1, pullPolicy: {{ .policy }}}\n'],
  ])('refused: a template writes %s', (_name, text) => {
    expect(refusals('a.yaml', inside(text))).toMatchObject([{ code: 'REFERENCE_UNEDITABLE' }]);
  });
});

describe('insertion of a missing key', () => {
  test.each([
    [
      'block',
      yaml`
        images:
          - name: ghcr.io/acme/app # n
            newTag: v1 # t
            # last
      `,
      yaml`
        newTag: v2 # t
            digest: ${NEW}
      `,
    ],
    [
      'quotes',
      yaml`
        images:
        - "name": "ghcr.io/acme/app"
          "newTag": "v1"
      `,
      yaml`
        "newTag": "v2"
          "digest": "${NEW}"
      `,
    ],
    [
      'single quotes',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: 'v1'
      `,
      yaml`
        newTag: 'v2'
          digest: '${NEW}'
      `,
    ],
    [
      'blanks around the colon',
      yaml`
        images:
        - name  :  ghcr.io/acme/app
          newTag  :   v1
      `,
      yaml`
        newTag  :   v2
          digest  :   ${NEW}
      `,
    ],
    [
      'a tag of the value, which the new one does not get',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: !!str v1
      `,
      yaml`
        newTag: !!str v2
          digest: ${NEW}
      `,
    ],
    [
      'a value on the next line',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag:
            v1
      `,
      yaml`
        newTag:
            v2
          digest: ${NEW}
      `,
    ],
    [
      'tabs behind the colon',
      'images:\n- name:\tghcr.io/acme/app\n  newTag:\tv1\n',
      `newTag:\tv2\n  digest:\t${NEW}\n`,
    ],
    [
      'the tag on the line of the dash',
      yaml`
        images:
        -   newTag: v1
            name: ghcr.io/acme/app
      `,
      `-   newTag: v2\n    digest: ${NEW}\n    name`,
    ],
    ['flow', 'images: [{name: ghcr.io/acme/app, newTag: v1}]\n', `newTag: v2, digest: ${NEW}}]`],
    [
      'tight flow',
      '{"images":[{"name":"ghcr.io/acme/app","newTag":"v1"}]}',
      `"newTag":"v2","digest":"${NEW}"}]}`,
    ],
    [
      'flow with the tag first',
      'images: [{newTag: v1,   name: ghcr.io/acme/app}]\n',
      `newTag: v2,   digest: ${NEW},   name`,
    ],
    [
      'flow without blanks behind the commas',
      'images: [{name: ghcr.io/acme/app,newTag: v1}]\n',
      `newTag: v2,digest: ${NEW}}]`,
    ],
    ['flow of one pair', 'images: [{name: ghcr.io/acme/app}]\n', `app, newTag: v2, digest: ${NEW}}]`],
    [
      'tight flow of one pair',
      '{"images":[{"name":"ghcr.io/acme/app"}]}',
      `app","newTag":"v2","digest":"${NEW}"}]}`,
    ],
    [
      'flow over lines that closes behind the tag',
      yaml`
        images: [{
          name: ghcr.io/acme/app,
          newTag: v1}] # c
      `,
      yaml`
        newTag: v2,
          digest: ${NEW}}] # c
      `,
    ],
    [
      'flow over lines',
      yaml`
        images: [{
          name: ghcr.io/acme/app,
          newTag: v1
          }]
      `,
      `newTag: v2,\n  digest: ${NEW}\n  }]`,
    ],
    [
      'flow over lines with a trailing comma',
      yaml`
        images: [{
          name: ghcr.io/acme/app,
          newTag: v1, # t
          }]
      `,
      `newTag: v2, # t\n  digest: ${NEW},\n  }]`,
    ],
    [
      'flow over lines behind an empty value',
      'images: [{\n  name: ghcr.io/acme/app,\n  newTag: \n  }]\n',
      `newTag: v2,\n  digest: ${NEW} \n  }]`,
    ],
    [
      'no tag yet',
      yaml`
        images:
        - name: ghcr.io/acme/app
      `,
      yaml`
        name: ghcr.io/acme/app
          newTag: v2
          digest: ${NEW}
      `,
    ],
  ])('%s', (_name, text, expected) => {
    expect(edited('kustomization.yaml', text)).toContain(expected);
  });

  test('is not needed where the tag is asked for', () => {
    expect(edited('kustomization.yaml', KUSTOMIZATION, { pin: 'tag' })).toBe(
      KUSTOMIZATION.replace('v1', 'v2'),
    );
  });

  test.each([
    [
      'behind a block of text',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: >-
            v1
      `,
    ],
    [
      'into a template action',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: v1 # {{ x
            }}
      `,
    ],
    ['into a pair without braces', 'images: [name: ghcr.io/acme/app, {newTag: v1}]\n'],
    [
      'behind a name that a template writes',
      yaml`
        images:
        - name: "{{ .repo }}" # waybill: app
      `,
    ],
    [
      'behind an explicit key',
      yaml`
        images:
        - ? name
          : ghcr.io/acme/app
      `,
    ],
  ])('refused: %s', (_name, text) => {
    expect(refusals('kustomization.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('cannot be added') },
    ]);
  });
});

test('with one refusal nothing is planned for writing, and all of them are told', () => {
  const result = plan({
    'a.yaml': 'image: ghcr.io/acme/app:v1\n',
    'b.yaml': 'image: {repository: ghcr.io/acme/app, tag: !Ref v1}\n',
    'c.yaml': yaml`
      image: ghcr.io/acme/app:v1
      x: [
    `,
  });
  expect(result.files).toEqual([]);
  expect(result.edits.map(({ location }) => location.file)).toEqual(['a.yaml']);
  expect(result.refused.map(({ location }) => location.file)).toEqual(['b.yaml']);
  expect(result.refusals.map((one) => one.location?.file).sort()).toEqual(['b.yaml', 'c.yaml']);
});

test.each(["newTag: 'v1''", 'newTag: "v1\\"', "newTag: '''"])(
  'a quote that never closes is refused at the very end of a file: %s',
  (line) => {
    expect(
      refusals(
        'kustomization.yaml',
        yaml`
          images:
          - name: ghcr.io/acme/app
            ${line}`,
      ),
    ).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  },
);
