import { describe, expect, test } from '@jest/globals';
import { plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { type Files } from './layered-files.ts';
import { CHART, at } from './umbrella-chart.ts';

describe('registries over sub-charts', () => {
  const without = yaml`
    image:
      repository: acme/app
      tag: v1
  `;

  test.each<[string, Files]>([
    [
      'global, in the parent',
      { 'shop/charts/app/values.yaml': without, 'shop/values.yaml': 'global: {imageRegistry: ghcr.io}\n' },
    ],
    [
      'global, in a layer over the parent',
      {
        'shop/charts/app/values.yaml': without,
        'envs/prod/shop.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
    ],
    [
      'global, for the sub-chart alone',
      {
        'shop/charts/app/values.yaml': without,
        'shop/values.yaml': 'app: {global: {imageRegistry: ghcr.io}}\n',
      },
    ],
    [
      'of the image',
      {
        'shop/charts/app/values.yaml': without.replace('image:', 'image:\n  registry: docker.io'),
        'shop/values.yaml': 'app: {image: {registry: ghcr.io}}\n',
      },
    ],
    [
      'of the sub-chart, for a repository in the parent',
      {
        'shop/values.yaml': at('app', without),
        'shop/charts/app/values.yaml': 'image: {registry: ghcr.io}\n',
      },
    ],
    [
      'global in the sub-chart, for a repository in the parent',
      {
        'shop/values.yaml': at('app', without),
        'shop/charts/app/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
    ],
    [
      'global for a sub-chart from a registry',
      {
        'shop/values.yaml': yaml`
          ${at('app', without)}
            global:
              imageRegistry: ghcr.io
        `,
      },
    ],
  ])('%s', (_name, files) => {
    const result = plan(files);
    expect(result.refusals).toEqual([]);
    expect(result.edits).toMatchObject([{ declared: { tag: 'v1' }, becomes: { tag: 'v2' } }]);
  });

  test('what a sub-chart has as global does not go up', () => {
    const result = plan({
      'shop/values.yaml': without,
      'shop/charts/app/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
      'shop/Chart.yaml': CHART,
    });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });

  test('of another sub-chart does not count', () => {
    const result = plan({
      'shop/Chart.yaml': CHART,
      'shop/charts/app/values.yaml': without,
      'shop/charts/common/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
    });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });
});
