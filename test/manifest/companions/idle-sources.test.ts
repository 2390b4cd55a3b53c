import { describe, expect, test } from '@jest/globals';
import { holdsSourcesAtMost } from '../../../src/manifest/companions/idle-sources.ts';
import { yaml } from '../../yaml.ts';

const SETTINGS = yaml`
  apiVersion: v1
  kind: ConfigMap
  data: {app.yaml: "version: 1"}
`;
const DEFINITION = yaml`
  apiVersion: apiextensions.k8s.io/v1
  kind: CustomResourceDefinition
  spec:
    names: {kind: HelmRelease}
    properties: {valuesFrom: {type: array}, valueFiles: {type: array}}
`;

describe('objects of which at most a ConfigMap or a Secret says more of an image', () => {
  test.each([
    ['a ConfigMap', SETTINGS],
    ['a workload', 'kind: Deployment\nspec: {}\n'],
    ['a definition, whatever fields it names', DEFINITION],
    ['both', `${DEFINITION}---\n${SETTINGS}`],
  ])('%s', (_, text) => {
    expect(holdsSourcesAtMost(text)).toBe(true);
  });

  test.each([
    ['values', 'image: {tag: v1}\n'],
    ['a release', 'kind: HelmRelease\nspec: {}\n'],
    ['a release in JSON', '{\n"kind": "HelmRelease"}\nkind: x\n'],
    ['an Application', 'kind: Application\n'],
    ['a policy of Flux', 'kind: ImagePolicy\n'],
    ['what takes values from an object', 'kind: Other\nspec: {valuesFrom: [{name: x}]}\n'],
    ['what takes variables from one', 'kind: Kustomization\nspec: {postBuild: {substituteFrom: []}}\n'],
    ['a Kustomization with a generator', 'kind: Kustomization\nconfigMapGenerator: []\n'],
    ['Helmfile, with a kind of its own', 'kind: x\nreleases: []\n'],
    ['a release behind a definition', `${DEFINITION}---\nkind: HelmRelease\n`],
    ['a release between definitions', `${DEFINITION}---\nkind: HelmRelease\n---\n${DEFINITION}`],
    ['a second object in the document of a definition', `${DEFINITION}kind: HelmRelease\n`],
  ])('not %s', (_, text) => {
    expect(holdsSourcesAtMost(text)).toBe(false);
  });
});
