import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan, refusals } from '../../promotion.ts';
import { yaml } from '../../../yaml.ts';

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
