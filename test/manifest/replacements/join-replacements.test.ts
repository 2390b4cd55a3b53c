import { describe, expect, test } from '@jest/globals';
import { findReferences } from '../../../src/manifest/find-references.ts';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { NEW, REPOSITORY, TO_V2 } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import {
  deployment,
  configMap,
  IMAGE,
  TAG,
  target,
  replacement,
  kustomization,
  usual,
  promoted,
  refused,
} from './replaced-tag.ts';

describe('a replacement that writes an image', () => {
  test('is followed to its source, and the image gets a tag without a digest, which it would cut', () => {
    const { 'app/deploy.yaml': image, 'app/cm.yaml': source } = promoted(usual());
    expect(image).toBe(deployment(`${REPOSITORY}:v2`));
    expect(source).toBe(configMap('TAG: v2'));
  });

  test('is followed into the tag of values, too', () => {
    const release = (tag: string) =>
      yaml`
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: app}
        spec:
          values:
            image:
              repository: ${REPOSITORY}
              tag: ${tag}
      `;
    const after = promoted({
      'app/kustomization.yaml': kustomization(
        'release.yaml, cm.yaml',
        replacement(undefined, target('', 'spec.values.image.tag', 'kind: HelmRelease')),
      ),
      'app/release.yaml': release('v0'),
      'app/cm.yaml': configMap('TAG: v1'),
    });
    expect(after['app/release.yaml']).toBe(release('v2'));
    expect(after['app/cm.yaml']).toBe(configMap('TAG: v2'));
  });

  test('is followed where several images that it writes go to one tag', () => {
    const files = usual({
      'app/kustomization.yaml': kustomization('deploy.yaml, web.yaml, cm.yaml', replacement()),
      'app/web.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
    });
    const list = Object.entries(files).map(([path, text]) => ({ path, text }));
    const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };
    const { files: changed, refusals } = planEdits({ files: list, images: [TO_V2, web] });
    expect(refusals).toEqual([]);
    expect(changed.map(({ after }) => after)).toEqual([
      configMap('TAG: v2'),
      deployment(`${REPOSITORY}:v2`),
      deployment('ghcr.io/acme/web:v2', 'web'),
    ]);
  });

  describe('and that an entry of images renames before', () => {
    const entry = (tag: string) => yaml`
      images:
      - {name: placeholder, newName: ${REPOSITORY}, newTag: ${tag}}
    `;
    const renaming = (tag: string) =>
      kustomization('deploy.yaml, other.yaml, cm.yaml', replacement(), entry(tag));
    const files = (other: string) => ({
      'app/kustomization.yaml': renaming('v1'),
      'app/deploy.yaml': deployment('placeholder:v0'),
      'app/other.yaml': deployment(other, 'other'),
      'app/cm.yaml': configMap('TAG: v1'),
    });

    test.each([
      ['in all of its places', 'placeholder:v0', 'placeholder:v0'],
      ['in one of its places', `${REPOSITORY}:v0`, `${REPOSITORY}:v2`],
    ])('is followed where it does so %s', (_name, before, after) => {
      expect(promoted(files(before))).toEqual({
        ...files(after),
        'app/kustomization.yaml': renaming('v2'),
        'app/cm.yaml': configMap('TAG: v2'),
      });
    });

    test.each([
      ['one of several containers', `${REPOSITORY}:v0`, `${REPOSITORY}:v2`],
      ['each of several containers', 'placeholder:v0', 'placeholder:v0'],
    ])('is followed where a field path means %s', (_name, before, after) => {
      const everyContainer = target(TAG, IMAGE.replace('[name=app]', '*'));
      const withSidecar = (sidecar: string, tag: string) => ({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, everyContainer),
          entry(tag),
        ),
        'app/deploy.yaml': yaml`
          ${deployment('placeholder:v0')}
                - name: sidecar
                  image: ${sidecar}
        `,
        'app/cm.yaml': configMap(`TAG: ${tag}`),
      });
      expect(promoted(withSidecar(before, 'v1'))).toEqual(withSidecar(after, 'v2'));
    });

    test('is refused where another place is of another image', () => {
      const [first, ...others] = refused(files('ghcr.io/acme/web:v0'));
      expect(others).toEqual([]);
      expect(first?.at).toBe('app/cm.yaml:4');
      expect(first?.message).toContain('into another image, too: ghcr.io/acme/web:v0 (app/other.yaml:11)');
    });
  });

  test.each<[string, string]>([
    ['another object', replacement(undefined, target(TAG, IMAGE, 'kind: Deployment, name: other'))],
    ['another container', replacement(undefined, target(TAG, IMAGE.replace('app', 'sidecar')))],
    ['another field', replacement(undefined, target('', 'spec.template.spec.containers.0.env.0.value'))],
    ['the repository', replacement(undefined, target('options: {delimiter: ":", index: 0}'))],
    [
      'an object that it rejects',
      replacement(undefined, target().replace('  fieldPaths', '  reject: [{name: app}]\n  fieldPaths')),
    ],
  ])('does not matter where it writes %s', (_name, replacements) => {
    const files = usual({ 'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacements) });
    const after = promoted(files);
    expect(after).toEqual({ ...files, 'app/deploy.yaml': deployment(`${REPOSITORY}:v2@${NEW}`) });
  });

  test('does not matter where it writes another image that is not among the files', () => {
    const text = (web: string, app: string) =>
      kustomization(
        '../base',
        `${replacement('sourceValue: ghcr.io/acme/web:v1', target('', IMAGE, 'name: web'))}${replacement(`sourceValue: ${app}`, target('', IMAGE, 'name: app'))}`,
        yaml`
          images:
          - {name: ${REPOSITORY}, newTag: ${web}}
        `,
      );
    const { 'app/kustomization.yaml': after } = promoted({
      'app/kustomization.yaml': text('v0', `${REPOSITORY}:v1`),
    });
    expect(after).toBe(text(`v2, digest: ${NEW}`, `${REPOSITORY}:v2@${NEW}`));
  });

  test('does not matter where a JSON patch is for another object', () => {
    const patch = (name: string, image: string) =>
      yaml`
        - target: {kind: Deployment, name: ${name}}
          patch: |-
            - {op: replace, path: /spec/template/spec/containers/0/image, value: "${image}"}
      `;
    const text = (image: string) =>
      kustomization(
        '../base, cm.yaml',
        replacement(undefined, target(TAG, IMAGE, 'kind: Deployment, name: web')),
        yaml`
          patches:
          ${patch('app', image)}
          ${patch('web', 'ghcr.io/acme/web:v0')}
        `,
      );
    const files = { 'app/kustomization.yaml': text(`${REPOSITORY}:v0`), 'app/cm.yaml': configMap('TAG: v1') };
    expect(promoted(files)).toEqual({ ...files, 'app/kustomization.yaml': text(`${REPOSITORY}:v2@${NEW}`) });
  });

  test('is followed in a component alone', () => {
    const { 'versions/cm.yaml': source } = promoted({
      'versions/kustomization.yaml': yaml`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        ${kustomization('deploy.yaml, cm.yaml', replacement())}
      `,
      'versions/deploy.yaml': deployment(`${REPOSITORY}:v0`),
      'versions/cm.yaml': configMap('TAG: v1'),
    });
    expect(source).toBe(configMap('TAG: v2'));
  });

  test('does not matter in a Kustomization that does not bring the image in', () => {
    const files = { ...usual(), 'other/deploy.yaml': deployment(`${REPOSITORY}:v0`) };
    expect(promoted(files)['other/deploy.yaml']).toBe(deployment(`${REPOSITORY}:v2@${NEW}`));
  });
});

test('what a replacement writes over is not what the files declare', () => {
  const files = Object.entries(usual()).map(([path, text]) => ({ path, text }));
  const declared = findReferences(files, [{ name: 'app', repository: REPOSITORY }]);
  expect(declared.map(({ at, declared: { tag } }) => [at, tag])).toEqual([['data.TAG', 'v1']]);
});
