import { expect } from '@jest/globals';
import { plan, REPOSITORY } from '../promotion.ts';
import { type Files } from '../rendering/real-program.ts';
import { yaml } from '../../yaml.ts';

export const deployment = (image: string, name = 'app') =>
  yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: ${name}}
    spec:
      selector: {matchLabels: {a: b}}
      template:
        metadata: {labels: {a: b}}
        spec:
          containers:
          - name: app
            image: ${image}
  `;

export const configMap = (data: string) => yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: v}
  data: {${data}}
`;

export const IMAGE = 'spec.template.spec.containers.[name=app].image';

export const TAG = 'options: {delimiter: ":", index: 1}';

export const SOURCE = 'source: {kind: ConfigMap, name: v, fieldPath: data.TAG}';

export const target = (options = TAG, fieldPath = IMAGE, select = 'kind: Deployment') =>
  yaml`
    - select: {${select}}
      fieldPaths: ["${fieldPath}"]
      ${options}
  `;

export const replacement = (source = SOURCE, targets = target()) => yaml`
  - ${source}
    targets:
    ${targets}
`;

export const kustomization = (resources: string, replacements: string, more = '') =>
  yaml`
    resources: [${resources}]
    ${more}
    replacements:
    ${replacements}
  `;

/** A Deployment, a ConfigMap with its tag, and a replacement that writes the one into the other. */
export const usual = (change: Files = {}): Files => ({
  'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacement()),
  'app/deploy.yaml': deployment(`${REPOSITORY}:v0`),
  'app/cm.yaml': configMap('TAG: v1'),
  ...change,
});

export function promoted(files: Files): Files {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return { ...files, ...Object.fromEntries(result.files.map(({ path, after }) => [path, after])) };
}

export function refused(files: Files) {
  const result = plan(files);
  expect(result.files).toEqual([]);
  return result.refusals.map(({ message, location }) => ({
    message,
    at: `${location?.file}:${location?.line}`,
  }));
}
