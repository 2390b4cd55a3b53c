import { expect, test } from '@jest/globals';
import { NEW, OLD, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { afterPromotion, PINNED } from './chart.ts';
import { describeWith, type Files, render, renderedImages } from './real-program.ts';

const WEB = 'ghcr.io/acme/web:v1';

const variable = (name: string, object = 'versions') => yaml`
  - name: ${name}
    objref: {kind: ConfigMap, name: ${object}, apiVersion: v1}
    fieldref: {fieldpath: data.${name}}
`;

/** A base whose image is this text, and an overlay that brings it in. */
function tree(image: string, vars: string, more: Files = {}): Files {
  return {
    'base/kustomization.yaml': `resources: [deploy.yaml, versions.yaml]\nconfigurations: [references.yaml]\nvars:\n${vars}`,
    'base/references.yaml': 'varReference: [{path: spec/template/spec/containers/image, kind: Deployment}]\n',
    'base/versions.yaml': yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: versions}
      data: {TAG: v1, NUMBER: "1", DIGEST: "${OLD}", IMAGE: "${REPOSITORY}:v1", REPO: ${REPOSITORY}}
    `,
    'base/deploy.yaml': yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app}
      spec:
        template:
          spec:
            containers:
            - {name: app, image: "${image}"}
            - {name: web, image: "${WEB}"}
    `,
    'overlay/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n',
    ...more,
  };
}

describeWith('kustomize', ['version'], () => {
  test.each<[string, Files, string]>([
    ['a tag', tree(`${REPOSITORY}:$(TAG)`, variable('TAG')), `${REPOSITORY}:v2`],
    ['a part of a tag', tree(`${REPOSITORY}:v$(NUMBER)`, variable('NUMBER')), `${REPOSITORY}:v2`],
    ['a digest', tree(`${REPOSITORY}@$(DIGEST)`, variable('DIGEST')), `${REPOSITORY}@${NEW}`],
    [
      'a tag and a digest',
      tree(`${REPOSITORY}:$(TAG)@$(DIGEST)`, variable('TAG') + variable('DIGEST')),
      PINNED,
    ],
    ['a whole reference', tree('$(IMAGE)', variable('IMAGE')), PINNED],
    ['the repository', tree('$(REPO):v1', variable('REPO')), PINNED],
    [
      'a tag of a generator that the overlay merges',
      tree(
        `${REPOSITORY}:$(TAG)`,
        `${variable('TAG', 'generated')}configMapGenerator: [{name: generated, literals: [TAG=v1]}]\n`,
        {
          'overlay/kustomization.yaml': yaml`
            resources: [../base]
            configMapGenerator: [{name: generated, behavior: merge, literals: [TAG=v1.1]}]
          `,
        },
      ),
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag that a JSON patch of the overlay replaces',
      tree(`${REPOSITORY}:$(TAG)`, variable('TAG'), {
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          patches:
          - target: {kind: ConfigMap, name: versions}
            patch: '[{"op": "replace", "path": "/data/TAG", "value": "v1.1"}]'
          - path: number.yaml
            target: {kind: ConfigMap, name: another}
        `,
        'overlay/number.yaml': '- {op: replace, path: /data/TAG, value: v1}\n',
      }),
      `${REPOSITORY}:v2`,
    ],
  ])('%s in a variable: the promoted image changes, and nothing else', (_, files, expected) => {
    const build = (some: Files) => renderedImages(render(some, 'kustomize', ['build', 'overlay']));
    const before = build(files);
    expect(before).toHaveLength(2);
    expect(before).not.toContain(expected);
    expect(build(afterPromotion(files, () => true))).toEqual([expected, WEB].sort());
  });
});
