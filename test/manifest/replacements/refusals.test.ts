import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { type Files } from '../rendering/real-program.ts';
import { yaml } from '../../yaml.ts';
import {
  deployment,
  configMap,
  TAG,
  SOURCE,
  target,
  replacement,
  kustomization,
  usual,
  promoted,
  refused,
} from './replaced-tag.ts';

describe('a replacement that writes an image', () => {
  const alone = (image: string) => ({ 'app/deploy.yaml': deployment(image) });

  test.each<[string, Files, string, string]>([
    [
      'another image takes the same text',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml, web.yaml, cm.yaml', replacement()),
        'app/web.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
      }),
      'app/cm.yaml:4',
      'replacements[0] in app/kustomization.yaml puts data.TAG (app/cm.yaml:4) in the place of the tag of app at spec.template.spec.containers[0].image (app/deploy.yaml:11), and that text goes into another image, too: ghcr.io/acme/web:v0 (app/web.yaml:11)',
    ],
    [
      'another image takes the same text in another Kustomization',
      {
        'app/kustomization.yaml': kustomization('deploy.yaml, ../shared/cm.yaml', replacement()),
        'app/deploy.yaml': deployment(`${REPOSITORY}:v0`),
        'web/kustomization.yaml': kustomization('deploy.yaml, ../shared/cm.yaml', replacement()),
        'web/deploy.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
        'shared/cm.yaml': configMap('TAG: v1'),
      },
      'shared/cm.yaml:4',
      'and that text goes into another image, too: ghcr.io/acme/web:v0 (web/deploy.yaml:11)',
    ],
    [
      'a patch of one container stands at the index of another',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, target(TAG, 'spec.template.spec.containers.0.image')),
          'patches: [{path: patch.yaml}]\n',
        ),
        'app/deploy.yaml': deployment('ghcr.io/acme/web:v0').replace(
          'name: app\n        image',
          'name: web\n        image',
        ),
        'app/patch.yaml': deployment(`${REPOSITORY}:v0`),
      }),
      'app/cm.yaml:4',
      'and that text goes into another image, too: ghcr.io/acme/web:v0 (app/deploy.yaml:11)',
    ],
    [
      'it cuts a digest in two',
      usual(alone(`${REPOSITORY}:v0@${OLD}`)),
      'app/cm.yaml:4',
      `and it cuts "${REPOSITORY}:v0@${OLD.slice(0, 20)}`,
    ],
    [
      'nothing says what it takes',
      usual({
        'app/cm.yaml': yaml`
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: other}
        `,
      }),
      'app/kustomization.yaml:3',
      'puts data.TAG of its source in the place of the tag of app at spec.template.spec.containers[0].image (app/deploy.yaml:11), and no file that is looked at has that text',
    ],
    [
      'what it takes is encoded',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement('source: {kind: Secret, name: v, fieldPath: data.TAG}'),
        ),
        'app/cm.yaml': yaml`
          apiVersion: v1
          kind: Secret
          metadata: {name: v}
          data: {TAG: djEu}
        `,
      }),
      'app/kustomization.yaml:3',
      'no file that is looked at has that text',
    ],
    [
      'what it takes is no tag',
      usual({ 'app/cm.yaml': configMap('TAG: "v1 of app"') }),
      'app/cm.yaml:4',
      'and "v1 of app" is no tag',
    ],
    [
      'it puts another image there',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacement(undefined, target(''))),
        'app/cm.yaml': configMap('TAG: "ghcr.io/acme/other:v1"'),
      }),
      'app/cm.yaml:4',
      'puts data.TAG (app/cm.yaml:4) in the place of app at spec.template.spec.containers[0].image (app/deploy.yaml:11), and that text is "ghcr.io/acme/other:v1"',
    ],
    [
      'the workload is not among the files, and the Kustomization names the image',
      {
        'prod/kustomization.yaml': kustomization(
          '../base, cm.yaml',
          replacement(),
          yaml`
            images:
            - {name: ${REPOSITORY}, newTag: v0}
          `,
        ),
        'prod/cm.yaml': configMap('TAG: v1'),
      },
      'prod/cm.yaml:4',
      'and no file that is looked at says which image that is',
    ],
  ])('is refused, with both places, where %s', (_name, files, at, message) => {
    const [first, ...others] = refused(files);
    expect(others).toEqual([]);
    expect(first?.at).toBe(at);
    expect(first?.message).toContain(message);
  });

  test('is settled by a marker on the text that it takes', () => {
    const source = (tag: string) => configMap(`\n  TAG: ${tag} # waybill: app tag\n`);
    const files = usual({
      'app/kustomization.yaml': kustomization('deploy.yaml, web.yaml, cm.yaml', replacement()),
      'app/web.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
      'app/cm.yaml': source('v1'),
    });
    const after = promoted(files);
    expect(after['app/cm.yaml']).toBe(source('v2'));
    expect(after['app/deploy.yaml']).toBe(deployment(`${REPOSITORY}:v2`));
  });

  test.each([
    ['the text that it takes', 'app/cm.yaml', configMap('\n  TAG: v1 # waybill: ignore\n')],
    [
      'its field path',
      'app/kustomization.yaml',
      kustomization(
        'deploy.yaml, cm.yaml',
        replacement(SOURCE, target().replace(']\n', '] # waybill: ignore\n')),
      ),
    ],
  ])('is left alone where a marker on %s says so', (_name, path, text) => {
    const result = plan(usual({ [path]: text }));
    expect(result.refusals).toEqual([]);
    expect(result.files.map((file) => file.path)).toEqual(['app/deploy.yaml']);
    expect(result.passedOver.map(({ reason }) => reason)).toEqual(['a marker says to ignore it']);
  });
});
