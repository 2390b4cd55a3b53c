import { describe, expect, test } from '@jest/globals';
import { withoutDefinitions } from '../../../src/manifest/yaml/definitions.ts';
import { edited, plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

/** Its text does not parse, so that whoever reads it is found out. */
const DEFINITION = yaml`
  apiVersion: apiextensions.k8s.io/v1
  kind: CustomResourceDefinition
  metadata:
    name: apps.acme.dev
  spec:
    versions:
      - schema:
          description: "names ghcr.io/acme/app:v1
            image:
              type: string
`;

const workload = (tag: string): string => yaml`
  apiVersion: v1
  kind: Pod
  spec:
    containers:
      - image: ghcr.io/acme/app:${tag} # stays: 1
`;

describe('a definition of a custom resource is passed by', () => {
  test.each([
    ['before', `${DEFINITION}---\n${workload('v1')}`, `${DEFINITION}---\n${workload('v2')}`],
    ['behind', `${workload('v1')}--- # next\n${DEFINITION}`, `${workload('v2')}--- # next\n${DEFINITION}`],
    [
      'around',
      `---\n${DEFINITION}---\n${workload('v1')}---\n${DEFINITION}`,
      `---\n${DEFINITION}---\n${workload('v2')}---\n${DEFINITION}`,
    ],
  ])('%s the workload', (_name, before, after) => {
    const file = (text: string): string =>
      text.replace('acme/app:v2', `acme/app:v2@sha256:${'d'.repeat(64)}`);
    expect(edited('install.yaml', before)).toBe(file(after));
    expect(edited('install.yaml', before.replaceAll('\n', '\r\n'))).toBe(
      file(after).replaceAll('\n', '\r\n'),
    );
  });

  test('its words are not listed as places of the image', () => {
    const text = `${DEFINITION}---\n${workload('v1')}`;
    expect(plan({ 'install.yaml': text }).passedOver).toEqual([]);
  });
});

describe('a document is read where it may be more than a definition', () => {
  test.each([
    ['another object stands in it', DEFINITION.replace(/^metadata:/m, 'kind: Pod\nmetadata:')],
    ['it has an image', DEFINITION.replace('type: string', 'image: ghcr.io/acme/app:v1')],
    ['it has a marker', `# waybill: app\n${DEFINITION}`],
    ['it follows a setter of Flux', `${DEFINITION}x: v1 # {"$imagepolicy": "a:b"}\n`],
    ['it is of another API', DEFINITION.replace('apiextensions.k8s.io', 'acme.dev')],
    ['it is of another kind', DEFINITION.replace('CustomResourceDefinition', 'CustomResourceDefinitionList')],
    ['its kind stands below something', DEFINITION.replace(/^/gm, '  ')],
    ['it does not end with its line', DEFINITION.trimEnd()],
  ])('%s', (_name, text) => {
    expect(withoutDefinitions(text)).toBe(text);
  });

  test('every other offset stays', () => {
    const text = `a: 1\n---\n${DEFINITION}---\nb: 2\n`;
    const kept = withoutDefinitions(text);
    expect(kept).toHaveLength(text.length);
    expect(kept.indexOf('b: 2')).toBe(text.indexOf('b: 2'));
    expect(kept).toMatch(/^a: 1\n---\n# +\n---\nb: 2\n$/);
  });
});
