import { describe, expect, test } from '@jest/globals';
import { plan } from '../promotion.ts';
import { BASE, type Files, object } from './layered-files.ts';
import { yaml } from '../../yaml.ts';

describe('a registry in another layer', () => {
  const without = yaml`
    image:
      repository: acme/app
      tag: v1
  `;

  test.each<[string, Files]>([
    [
      'beside the repository of the base',
      {
        'values.yaml': yaml`
          image:
            registry: docker.io
            repository: acme/app
            tag: v1
        `,
        'values-prod.yaml': yaml`
          image:
            registry: ghcr.io
        `,
      },
    ],
    [
      'global, in the release over a ConfigMap',
      {
        'cm.yaml': object(
          'ConfigMap',
          'v',
          yaml`
            data:
              values.yaml: |
                ${without}
          `,
        ),
        'release.yaml': object(
          'HelmRelease',
          'app',
          yaml`
            spec:
              valuesFrom: [{kind: ConfigMap, name: v}]
              values:
                global: {imageRegistry: ghcr.io}
          `,
        ),
      },
    ],
    [
      'global, as a parameter over values in a text',
      {
        'app.yaml': object(
          'Application',
          'app',
          yaml`
            spec:
              source:
                helm:
                  parameters: [{name: global.imageRegistry, value: ghcr.io}]
                  values: |
                    ${without}
          `,
        ),
      },
    ],
    [
      'global, of another chart, which does not count',
      {
        'apps/app/values.yaml': yaml`
          image:
            registry: ghcr.io
            repository: acme/app
            tag: v1
        `,
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
    'values.yaml': yaml`
      global: {imageRegistry: mirror.acme.dev}
      image: {repository: acme/app, tag: v1}
    `,
    'values-prod.yaml': 'global: {imageRegistry: other.acme.dev}\n',
  }).refusals;
  expect(refusal?.message).toContain('"mirror.acme.dev/acme/app:v1": it is another repository');
});
