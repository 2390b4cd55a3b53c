import { describe, expect, test } from '@jest/globals';
import { findReferences } from '../../../src/manifest/find-references.ts';
import { OLD, plan, REPOSITORY, TO_V2 } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('what files declare now', () => {
  const pod = (image: string) => yaml`
    kind: Pod
    spec: {containers: [{image: "${image}"}]}
  `;
  const declared = (files: Readonly<Record<string, string>>) =>
    findReferences(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      [{ name: 'app', repository: REPOSITORY }],
    ).map(({ location, declared: parts }) => [location.file, parts.tag, parts.digest]);

  test('is a tag, a digest, or both, and no name alone', () => {
    expect(
      declared({
        'a.yaml': pod(`${REPOSITORY}:v1`),
        'b.yaml': pod(`${REPOSITORY}@${OLD}`),
        'c.yaml': pod(`${REPOSITORY}:v1@${OLD}`),
        'd.yaml': pod(REPOSITORY),
      }),
    ).toEqual([
      ['a.yaml', 'v1', undefined],
      ['b.yaml', undefined, OLD],
      ['c.yaml', 'v1', OLD],
    ]);
  });

  test('is a name alone where there is nothing else', () => {
    expect(declared({ 'd.yaml': pod(REPOSITORY) })).toEqual([['d.yaml', undefined, undefined]]);
  });

  test('is the template where one writes the tag', () => {
    const values = `image: {repository: ${REPOSITORY}, tag: "{{ .tag }}"}\n`;
    expect(declared({ 'values.yaml': values })).toEqual([['values.yaml', '"{{ .tag }}"', undefined]]);
  });
});

test('a workload that names the image alone leaves it to the Kustomization, and one with a digest does not', () => {
  const pod = (image: string) => yaml`
    kind: Pod
    spec: {containers: [{image: "${image}"}]}
  `;
  const result = plan({
    'kustomization.yaml': yaml`
      images:
      - name: ${REPOSITORY}
        newTag: v1
    `,
    'bare.yaml': pod(REPOSITORY),
    'pinned.yaml': pod(`${REPOSITORY}@${OLD}`),
  });
  expect(result.files.map(({ path }) => path)).toEqual(['kustomization.yaml', 'pinned.yaml']);
  expect(result.passedOver).toMatchObject([
    { location: { file: 'bare.yaml' }, reason: 'it has no tag, and a Kustomization sets one' },
  ]);
});

test('repository and tag at the top of values have the place of the repository', () => {
  const { edits } = plan({
    'values.yaml': yaml`
      repository: ${REPOSITORY}
      tag: v1
    `,
  });
  expect(edits).toMatchObject([{ at: 'repository', location: { line: 2, column: 6 } }]);
});

test('a value that is handed to a program declares nothing, and is not counted', () => {
  const text = yaml`
    kind: Deployment
    spec:
      template:
        spec:
          containers:
            - image: ghcr.io/acme/web:v1
              env: [{name: AGENT, value: "${REPOSITORY}:v1"}]
  `;
  const files = [{ path: 'web.yaml', text }];
  expect(findReferences(files, [TO_V2])).toEqual([]);
  const { edits, refusals } = plan({ 'web.yaml': text }, {}, { places: { app: 2 } });
  expect(refusals).toEqual([]);
  expect(edits).toMatchObject([{ isHandedOn: true, format: 'handed-value' }]);
});

test('a value that a replacement puts into an image declares it', () => {
  const files = {
    'kustomization.yaml': yaml`
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [all.yaml]
      replacements:
        - source: {kind: ConfigMap, name: of, fieldPath: data.app}
          targets:
            - select: {kind: Pod}
              fieldPaths: ["spec.containers.[name=app].image"]
    `,
    'all.yaml': yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: of}
      data: {app: "${REPOSITORY}:v7"}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: app}
      spec: {containers: [{name: app, image: "${REPOSITORY}:v1"}]}
    `,
  };
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  expect(findReferences(list, [TO_V2]).map(({ declared }) => declared.tag)).toEqual(['v7']);
});
