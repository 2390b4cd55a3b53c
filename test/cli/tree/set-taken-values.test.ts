import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API, B, Folder } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const release = yaml`
  apiVersion: helm.toolkit.fluxcd.io/v2
  kind: HelmRelease
  metadata: { name: api }
  spec:
    valuesFrom:
      - kind: ConfigMap
        name: api-values
    values:
      image:
        repository: ${API}
`;
const config = (name: string): string => yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: ${name}
  data:
    values.yaml: |
      image:
        tag: v1
`;

describe('values that a release takes from an object in another folder', () => {
  test('they change with the image', async () => {
    folder.write({ 'apps/release.yaml': release, 'config/values.yaml': config('api-values') });
    const { code } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`]);
    expect(code).toBe(0);
    expect(folder.read('config/values.yaml')).toBe(config('api-values').replace('tag: v1', 'tag: v2'));
  });

  test('one of another name is nobody’s, and is not looked at', async () => {
    folder.write({
      'apps/release.yaml': release,
      'config/values.yaml': config('api-values'),
      'other/values.yaml': config('web-values').replace('tag:', 'broken: "\n      tag:'),
    });
    const { code, out } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`, '--json']);
    expect(code).toBe(0);
    expect(out).not.toContain('other/values.yaml');
  });

  test('they do so in a large file behind definitions of custom resources', async () => {
    const definition = yaml`
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: { name: releases.example.org }
      spec: { names: { kind: HelmRelease } }
    `;
    const text = `${`${definition}---\n`.repeat(3)}${config('api-values')}---\n${definition}`;
    folder.write({ 'apps/release.yaml': release, 'platform/install.yaml': text });
    const { code } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`]);
    expect(code).toBe(0);
    expect(folder.read('platform/install.yaml')).toBe(text.replace('tag: v1', 'tag: v2'));
  });
});
