import { expect, test } from '@jest/globals';
import { plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const files = {
  'kustomization.yaml': yaml`
    resources: [versions.yaml, pod.yaml]
    patches:
    - {path: ours.yaml, target: {kind: ConfigMap, name: versions}}
    - {path: theirs.json, target: {kind: ConfigMap, name: others}}
    - target: {kind: ConfigMap, name: versions}
      patch: |
        - {op: add, path: /data/own~1image, value: v1.1}
        - {op: add, path: /data/other, value: v1}
    replacements:
    - source: {kind: ConfigMap, name: versions, fieldPath: data.own/image}
      targets:
      - select: {kind: Pod}
        fieldPaths: [spec.containers.0.image]
        options: {delimiter: ":", index: 1}
  `,
  'versions.yaml': 'kind: ConfigMap\nmetadata: {name: versions}\ndata: {own/image: v1}\n',
  'pod.yaml': `kind: Pod\nspec: {containers: [{image: "${REPOSITORY}:v0"}]}\n`,
  'ours.yaml': '- {op: replace, path: /data/own~1image, value: "v1"}\n',
  'theirs.json': '[{"op": "replace", "path": "/data/own~1image", "value": "v1"}]\n',
};

test('a JSON patch of the text that a replacement takes changes along, and no other', () => {
  const { files: planned, refusals } = plan(files);
  expect(refusals).toEqual([]);
  expect(Object.fromEntries(planned.map(({ path, after }) => [path, after]))).toEqual({
    'kustomization.yaml': files['kustomization.yaml'].replace('value: v1.1', 'value: v2'),
    'ours.yaml': files['ours.yaml'].replace('v1', 'v2'),
    'pod.yaml': files['pod.yaml'].replace('v0', 'v2'),
    'versions.yaml': files['versions.yaml'].replace('v1', 'v2'),
  });
});
