import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { type Files, BASE } from './layered-files.ts';
import { CHART, NO_TAG, TAG, chartOf, at, changes, promoted } from './umbrella-chart.ts';

const STALE = yaml`
  app:
    image:
      digest: ${OLD}
`;

const object = (apiVersion: string, kind: string, spec: string) =>
  yaml`
    apiVersion: ${apiVersion}
    kind: ${kind}
    metadata:
      name: shop
    spec:
      ${spec}
  `;

describe('values of a parent over those of its sub-charts', () => {
  test.each<[string, Files]>([
    ['a tag', { 'shop/charts/app/values.yaml': BASE, 'shop/values.yaml': TAG }],
    ['a digest', { 'shop/charts/app/values.yaml': BASE, 'shop/values.yaml': STALE }],
    ['a chart at the root', { 'charts/app/values.yaml': BASE, 'values.yaml': TAG }],
    [
      'two parents up',
      {
        'shop/charts/back/charts/app/values.yaml': BASE,
        'shop/charts/back/values.yaml': TAG,
        'shop/values.yaml': at('back', STALE),
      },
    ],
    [
      'a layer over the parent, beside it and elsewhere',
      {
        'shop/charts/app/values.yaml': BASE,
        'shop/values-prod.yaml': TAG,
        'envs/prod/values.yaml': STALE,
        'envs/prod/shop.yaml': STALE,
      },
    ],
    [
      'a repository without a tag',
      { 'shop/charts/app/values.yaml': NO_TAG.replace('v1', ''), 'shop/values-prod.yaml': TAG },
    ],
    [
      'a key that has a dash',
      { 'shop/charts/my-app/values.yaml': BASE, 'shop/values.yaml': TAG.replace('app', 'my-app') },
    ],
    [
      'what is global, for all of them or for one',
      {
        'shop/Chart.yaml': CHART,
        'shop/charts/app/values.yaml': at('global', BASE),
        'shop/values.yaml': yaml`
          global:
            image:
              digest: ${OLD}
        `,
        'envs/prod/values.yaml': yaml`
          app:
            global:
              image: {tag: v1}
        `,
      },
    ],
    [
      'one map under two names',
      {
        'shop/Chart.yaml': chartOf('name: app, version: 1.0.0', 'name: app, alias: worker'),
        'shop/charts/app/values.yaml': BASE,
        'shop/values.yaml': yaml`
          app: &app
            image:
              tag: v1
          worker: *app
        `,
      },
    ],
    [
      'a marker on a tag in the parent',
      {
        'shop/charts/app/values.yaml': yaml`
          image:
            digest: ${OLD}
        `,
        'shop/values.yaml': yaml`
          app:
            image:
              # waybill: app tag
              tag: v1
        `,
      },
    ],
    [
      'a chart that calls itself otherwise than its folder',
      {
        'shop/charts/app-1.x/Chart.yaml': yaml`
          apiVersion: v2
          name: app
          version: 1.0.0
        `,
        'shop/charts/app-1.x/values.yaml': BASE,
        'shop/values.yaml': TAG,
      },
    ],
    [
      'a HelmRelease of the parent',
      {
        'shop/charts/app/values.yaml': BASE,
        'release.yaml': object(
          'helm.toolkit.fluxcd.io/v2',
          'HelmRelease',
          yaml`
            chart:
              spec:
                chart: ./shop
                sourceRef: {kind: GitRepository, name: c}
            values:
              ${STALE}
          `,
        ),
      },
    ],
    [
      'an Application of the parent: files, values and parameters',
      {
        'shop/charts/app/values.yaml': NO_TAG,
        'regions/frankfurt.yaml': STALE,
        'app.yaml': object(
          'argoproj.io/v1alpha1',
          'Application',
          yaml`
            source:
              path: shop
              helm:
                valueFiles: [../regions/frankfurt.yaml]
                valuesObject: {app: {image: {digest: "${OLD}"}}}
                parameters:
                - name: app.image.tag
                  value: v1
          `,
        ),
      },
    ],
    [
      'a chart that Kustomize inflates',
      {
        'prod/charts/shop/charts/app/values.yaml': BASE,
        'prod/kustomization.yaml': yaml`
          helmCharts:
          - name: shop
            additionalValuesFiles: [frankfurt.yaml]
            valuesInline:
              app:
                image: {tag: v1}
        `,
        'prod/frankfurt.yaml': STALE,
      },
    ],
  ])('%s: all of it goes along', (_name, files) => {
    expect(changes(files)).toEqual(
      promoted(files, ...Object.keys(files).filter((path) => !/Chart/.test(path) && files[path] !== NO_TAG)),
    );
  });

  test.each<[string, Files]>([
    [
      'a key of another name',
      {
        'shop/values.yaml': yaml`
          web:
            image:
              tag: v1
        `,
      },
    ],
    [
      'another path below the key',
      {
        'shop/values.yaml': yaml`
          app:
            proxy:
              image:
                tag: v1
        `,
      },
    ],
    [
      'another image in its place',
      {
        'shop/values.yaml': yaml`
          app:
            image:
              repository: ghcr.io/acme/web
              tag: v1
        `,
      },
    ],
    [
      'another image in its place, whose tag a layer sets',
      {
        'shop/values.yaml': yaml`
          app:
            image:
              repository: ghcr.io/acme/web
        `,
        'shop/values-prod.yaml': TAG,
      },
    ],
    ['the values of another chart', { 'billing/values.yaml': TAG }],
  ])('%s stays', (_name, others) => {
    const files = { 'shop/charts/app/values.yaml': BASE, ...others };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('two parents of a sub-chart with one name are kept apart', () => {
    const files = {
      'shop/charts/app/values.yaml': BASE,
      'shop/values.yaml': TAG,
      'billing/charts/app/values.yaml': yaml`
        image:
          repository: ghcr.io/acme/billing
          tag: v1
      `,
      'billing/values.yaml': yaml`
        app:
          image:
            tag: v1
            digest: ${OLD}
      `,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml', 'shop/values.yaml'));
  });

  test('a sub-chart with the same name from a registry is another one, and no obstacle', () => {
    const files = {
      'shop/charts/app/values.yaml': BASE,
      'billing/Chart.yaml': chartOf('name: app, version: 1.0.0, repository: "oci://ghcr.io/acme"'),
      'billing/values.yaml': STALE,
    };
    expect(changes(files)).toEqual(promoted(files, 'shop/charts/app/values.yaml'));
  });

  test('a layer over two parents, whose sub-charts have different images, is refused with both places', () => {
    const result = plan({
      'shop/charts/app/values.yaml': BASE,
      'billing/charts/app/values.yaml': yaml`
        image:
          repository: ghcr.io/acme/billing
          tag: v1
      `,
      'envs/prod/values.yaml': TAG,
    });
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: `app.image.tag in envs/prod/values.yaml may override any of these, and nothing says which:\n  shop/charts/app/values.yaml:2: ${REPOSITORY}\n  billing/charts/app/values.yaml:2: ghcr.io/acme/billing`,
      },
    ]);
  });
});
