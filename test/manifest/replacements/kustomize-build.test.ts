import { expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';
import { describeWith, render, renderedImages, type Files } from '../rendering/real-program.ts';
import { yaml } from '../../yaml.ts';
import {
  deployment,
  configMap,
  IMAGE,
  TAG,
  SOURCE,
  target,
  replacement,
  kustomization,
  usual,
  promoted,
} from './replaced-tag.ts';

describeWith('kustomize', ['version'], () => {
  const build = (tree: Files, root: string) => renderedImages(render(tree, 'kustomize', ['build', root]));

  test.each<[string, Files, string, readonly string[]]>([
    ['a field of a ConfigMap', usual(), 'app', [`${REPOSITORY}:v2`]],
    [
      'a field with tag and digest',
      usual({ 'app/cm.yaml': configMap(`TAG: "v1@${OLD}"`) }),
      'app',
      [`${REPOSITORY}:v2@${NEW}`],
    ],
    [
      'a tag where the image has none',
      usual({ 'app/deploy.yaml': deployment(REPOSITORY) }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a digest alone',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, target('options: {delimiter: "@", index: 1}')),
        ),
        'app/cm.yaml': configMap(`TAG: "${OLD}"`),
      }),
      'app',
      [`${REPOSITORY}:v2@${NEW}`],
    ],
    [
      'a literal of a generator',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml',
          replacement(),
          yaml`
            configMapGenerator:
            - name: v
              literals: [TAG=v1, OTHER=v1]
          `,
        ),
        'app/cm.yaml': '',
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a line of an environment file',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml',
          replacement(),
          yaml`
            configMapGenerator:
            - name: v
              envs: [versions.properties]
          `,
        ),
        'app/versions.properties': 'OTHER=v1\nTAG=v1\n',
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a value that stands in the replacement',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml', replacement('sourceValue: v1')),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a replacement in a file of its own',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          replacements: [{path: tags.yaml}]
        `,
        'app/tags.yaml': replacement(),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a replacement in a file of its own, without a list',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          replacements: [{path: tags.yaml}]
        `,
        'app/tags.yaml': yaml`
          ${SOURCE}
          targets:
          ${target()}
        `,
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a transformer',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          transformers: [tags.yaml]
        `,
        'app/tags.yaml': yaml`
          apiVersion: builtin
          kind: ReplacementTransformer
          metadata: {name: t}
          replacements:
          ${replacement()}
        `,
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a transformer in line',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          transformers:
          - |-
            apiVersion: builtin
            kind: ReplacementTransformer
            metadata: {name: t}
            replacements:
            ${replacement()}
        `,
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a component over a base',
      {
        'prod/kustomization.yaml': yaml`
          resources: [../base]
          components: [../versions]
        `,
        'base/kustomization.yaml': 'resources: [deploy.yaml]\n',
        'base/deploy.yaml': deployment(`${REPOSITORY}:v0`),
        'versions/kustomization.yaml': yaml`
          apiVersion: kustomize.config.k8s.io/v1alpha1
          kind: Component
          ${kustomization('cm.yaml', replacement())}
        `,
        'versions/cm.yaml': configMap('TAG: v1'),
      },
      'prod',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a base with a prefix, selected by its new name',
      {
        'prod/kustomization.yaml': kustomization(
          '../base, cm.yaml',
          replacement(undefined, target(TAG, IMAGE, 'kind: Deployment, name: my-app')),
        ),
        'prod/cm.yaml': configMap('TAG: v1'),
        'base/kustomization.yaml': yaml`
          namePrefix: my-
          resources: [deploy.yaml]
        `,
        'base/deploy.yaml': deployment(`${REPOSITORY}:v0`),
      },
      'prod',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a tag behind an entry of images',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(),
          yaml`
            images:
            - {name: app, newName: ${REPOSITORY}, newTag: v0}
          `,
        ),
        'app/deploy.yaml': deployment('app'),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'the tag of another workload of the image',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, worker.yaml',
          replacement(
            `source: {kind: Deployment, name: worker, fieldPath: "${IMAGE}", options: {delimiter: ":", index: 1}}`,
            target(TAG, IMAGE, 'kind: Deployment, name: app'),
          ),
        ),
        'app/worker.yaml': deployment(`${REPOSITORY}:v1`, 'worker'),
      }),
      'app',
      [`${REPOSITORY}:v2`, `${REPOSITORY}:v2`],
    ],
    [
      'a tag behind a JSON patch',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(),
          yaml`
            patches:
            - target: {kind: Deployment}
              patch: |-
                - op: replace
                  path: /spec/template/spec/containers/0/image
                  value: ${REPOSITORY}:v7
          `,
        ),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a tag behind a patch over a placeholder',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(),
          'patches: [{path: patch.yaml}]\n',
        ),
        'app/deploy.yaml': deployment('placeholder:v0'),
        'app/patch.yaml': deployment(`${REPOSITORY}:v7`),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a whole reference under a key that no shape knows',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacement(undefined, target(''))),
        'app/cm.yaml': configMap(`TAG: "${REPOSITORY}:v1"`),
      }),
      'app',
      [`${REPOSITORY}:v2@${NEW}`],
    ],
    [
      'a registry with a port',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, target('options: {delimiter: "/", index: 0}')),
        ),
        'app/cm.yaml': configMap('TAG: "localhost:5000"'),
      }),
      'app',
      [`localhost:5000/acme/app:v2@${NEW}`],
    ],
    [
      'a label beside the tag',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(
            undefined,
            yaml`
              ${target()}
              - select: {kind: Deployment}
                fieldPaths: [metadata.labels.version]
                options: {create: true}
            `,
          ),
        ),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
  ])('%s is changed along with the image', (_name, files, root, expected) => {
    const after = promoted(files);
    expect(build(after, root)).toEqual(expected);
    expect(build(files, root)).not.toEqual(expected);
    expect(plan(after).files).toEqual([]);
  });
});
