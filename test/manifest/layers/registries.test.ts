import { describe, expect, test } from '@jest/globals';
import { plan, REPOSITORY } from '../promotion.ts';

type Files = Readonly<Record<string, string>>;

const BASE = `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`;

const object = (kind: string, name: string, spec: string) =>
  `apiVersion: ${API[kind] ?? 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${spec}`;

const API: Readonly<Record<string, string>> = {
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Application: 'argoproj.io/v1alpha1',
};

describe('a registry in another layer', () => {
  const without = 'image:\n  repository: acme/app\n  tag: v1\n';

  test.each<[string, Files]>([
    [
      'beside the repository of the base',
      {
        'values.yaml': 'image:\n  registry: docker.io\n  repository: acme/app\n  tag: v1\n',
        'values-prod.yaml': 'image:\n  registry: ghcr.io\n',
      },
    ],
    [
      'global, in the release over a ConfigMap',
      {
        'cm.yaml': object(
          'ConfigMap',
          'v',
          `data:\n  values.yaml: |\n${without.replace(/^(?=.)/gm, '    ')}`,
        ),
        'release.yaml': object(
          'HelmRelease',
          'app',
          'spec:\n  valuesFrom: [{kind: ConfigMap, name: v}]\n  values:\n    global: {imageRegistry: ghcr.io}\n',
        ),
      },
    ],
    [
      'global, as a parameter over values in a text',
      {
        'app.yaml': object(
          'Application',
          'app',
          `spec:\n  source:\n    helm:\n      parameters: [{name: global.imageRegistry, value: ghcr.io}]\n      values: |\n${without.replace(/^(?=.)/gm, '        ')}`,
        ),
      },
    ],
    [
      'global, of another chart, which does not count',
      {
        'apps/app/values.yaml': 'image:\n  registry: ghcr.io\n  repository: acme/app\n  tag: v1\n',
        'apps/redis/values.yaml': 'global: {imageRegistry: mirror.acme.dev}\n',
      },
    ],
    [
      'of a local cluster, which does not count',
      { 'values.yaml': BASE, 'values-local.yaml': 'image: {registry: "localhost:5000"}\n' },
    ],
  ])('%s', (_name, files) => {
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.edits).toMatchObject([{ declared: { tag: 'v1' }, becomes: { tag: 'v2' } }]);
  });
});

test('of several global registries the one beside the repository is its own', () => {
  const [refusal] = plan({
    'values.yaml': 'global: {imageRegistry: mirror.acme.dev}\nimage: {repository: acme/app, tag: v1}\n',
    'values-prod.yaml': 'global: {imageRegistry: other.acme.dev}\n',
  }).refusals;
  expect(refusal?.message).toContain('"mirror.acme.dev/acme/app:v1": it is another repository');
});
