import { expect, test } from '@jest/globals';
import { NEW, OLD, REPOSITORY } from '../promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';
import { yaml } from '../../yaml.ts';
import { PINNED, afterPromotion } from './chart.ts';

const workload = (image: string, more = '') =>
  yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app}
    spec:
      selector: {matchLabels: {a: b}}
      template:
        metadata: {labels: {a: b}}
        spec:
          containers:
          - {name: app, image: "${image}"}
          - {name: web, image: "ghcr.io/acme/web:v1"}
    ${more}
  `;

describeWith('kustomize', ['version'], () => {
  const base = { 'base/kustomization.yaml': 'resources: [deploy.yaml]\n' };
  const inOverlay = (path: string) => path.startsWith('overlay/');

  test.each<[string, Files, readonly string[]]>([
    [
      'a tag alone',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: app
            newName: ${REPOSITORY}
            newTag: v1
        `,
      },
      [PINNED],
    ],
    [
      'a tag and a stale digest',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0@${OLD}`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - digest: ${OLD}
            name: ${REPOSITORY}
            newTag: v1
        `,
      },
      [PINNED],
    ],
    [
      'a digest alone',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images: [{name: ${REPOSITORY}, digest: "${OLD}"}]
        `,
      },
      [`${REPOSITORY}@${NEW}`],
    ],
    [
      'a list in brackets that close at the start of a line',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images: [{
            name: app,
            newName: ${REPOSITORY},
            newTag: v1
          }]
        `,
      },
      [PINNED],
    ],
    [
      'a name alone',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: ${REPOSITORY}
        `,
      },
      [PINNED],
    ],
    [
      'a tag with a digest in it',
      {
        ...base,
        'base/deploy.yaml': workload('app:x'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: app
            newName: ${REPOSITORY}
            newTag: v1@${OLD}
        `,
      },
      [PINNED],
    ],
    [
      'a component',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          components: [c]
        `,
        'overlay/c/kustomization.yaml': yaml`
          apiVersion: kustomize.config.k8s.io/v1alpha1
          kind: Component
          images:
          - {name: app, newName: ${REPOSITORY}, newTag: v1}
        `,
      },
      [PINNED],
    ],
    [
      'a patch in the kustomization',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          patches:
          - target: {kind: Deployment}
            patch: |-
              - op: replace
                path: /spec/template/spec/containers/0/image
                value: ${REPOSITORY}:v1
        `,
      },
      [PINNED],
    ],
    [
      'a tag in newName and a stale digest',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: app
            newName: ${REPOSITORY}:v1
            digest: ${OLD}
        `,
      },
      [PINNED],
    ],
    [
      'a patch that adds containers',
      {
        ...base,
        'base/deploy.yaml': workload('ghcr.io/acme/web:v1'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: add, path: /spec/template/spec/containers/-, value: {name: b, image: "${REPOSITORY}:v0"}}
              - {op: add, path: /spec/template/spec/volumes, value: [{name: c, image: {reference: "${REPOSITORY}:v0"}}]}
        `,
      },
      [PINNED, PINNED, 'ghcr.io/acme/web:v1'],
    ],
    [
      'a transformer of image tags',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          transformers: [image.yaml]
        `,
        'overlay/image.yaml': yaml`
          apiVersion: builtin
          kind: ImageTagTransformer
          metadata: {name: app}
          imageTag: {name: ${REPOSITORY}, newTag: v1}
        `,
      },
      [PINNED],
    ],
    [
      'a replacement by a value',
      {
        ...base,
        'base/deploy.yaml': workload('placeholder'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          replacements:
          - sourceValue: ${REPOSITORY}:v1
            targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]
        `,
      },
      [PINNED],
    ],
    [
      'a replacement by a generated literal',
      {
        ...base,
        'base/deploy.yaml': workload('placeholder'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          configMapGenerator:
          - name: c
            literals: ["APP_IMAGE=${REPOSITORY}:v1"]
          replacements:
          - source: {kind: ConfigMap, name: c, fieldPath: data.APP_IMAGE}
            targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]
        `,
      },
      [PINNED],
    ],
    [
      'manifests without images',
      {
        'overlay/kustomization.yaml': 'resources: [deploy.yaml]\n',
        'overlay/deploy.yaml': workload(`${REPOSITORY}:v1`),
      },
      [PINNED],
    ],
  ])('%s: the promoted image changes, and nothing else', (_name, files, expected) => {
    const build = (tree: Files) => renderedImages(render(tree, 'kustomize', ['build', 'overlay']));
    const after = build(afterPromotion(files, inOverlay));
    expect(after).toEqual([...expected, 'ghcr.io/acme/web:v1'].sort());
    const before = build(files);
    expect(before).toHaveLength(after.length);
    expect(before).not.toEqual(after);
  });
});
