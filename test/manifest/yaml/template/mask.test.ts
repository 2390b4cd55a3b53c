import { describe, expect, test } from '@jest/globals';
import { edited, NEW, refusals } from '../../promotion.ts';
import { yaml } from '../../../yaml.ts';

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
