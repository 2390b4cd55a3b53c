import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { A, API, B, deployment, Folder, values } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const target = `${API}=v2@${B}`;

describe('the working tree', () => {
  test('a text that a replacement of Kustomize writes into the image is edited with it, wherever it stands', async () => {
    const configMap = (tag: string) =>
      yaml`
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: v}
        data: {TAG: ${tag}}
      `;
    folder.write({
      'base/kustomization.yaml': 'resources: [api.yaml]\n',
      'base/api.yaml': deployment(`${API}:v0`),
      'prod/kustomization.yaml': yaml`
        resources: [../base, versions.yaml]
        replacements:
        - source: {kind: ConfigMap, name: v, fieldPath: data.TAG}
          targets:
          - select: {kind: Deployment}
            fieldPaths: [spec.template.spec.containers.0.image]
            options: {delimiter: ":", index: 1}
      `,
      'prod/versions.yaml': configMap('v1'),
      'other/versions.yaml': configMap('v1'),
    });
    const { code, out } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(out).toContain('2 references changed in 2 files.');
    expect(folder.read('base/api.yaml')).toBe(deployment(`${API}:v2`));
    expect(folder.read('prod/versions.yaml')).toBe(configMap('v2'));
    expect(folder.read('other/versions.yaml')).toBe(configMap('v1'));
  });

  test('a layer beside the values that name the image is edited with them', async () => {
    const layer = yaml`
      image:
        tag: v1
    `;
    folder.write({
      'api/values.yaml': values('v0'),
      'api/values-prod.yaml': layer,
      'web/values-prod.yaml': layer,
    });
    const { code } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`, '--pin', 'tag']);
    expect(code).toBe(0);
    expect(folder.read('api/values-prod.yaml')).toBe(yaml`
      image:
        tag: v2
    `);
    expect(folder.read('web/values-prod.yaml')).toBe(layer);
  });

  test('a layer in another folder is edited with the values, where its name is of no other deployment', async () => {
    const layer = (tag: string, digest: string) => yaml`
      api:
        image:
          tag: ${tag}
          digest: ${digest}
    `;
    const umbrella = (tag: string) => yaml`
      api:
        image:
          repository: ${API}
          tag: ${tag}
    `;
    folder.write({
      'chart/values.yaml': umbrella('v1'),
      'envs/prod/values.yaml': layer('v1', A),
      'envs/redis.yaml': yaml`
        api:
          image:
            tag: v1
      `,
    });
    const { code } = await folder.run(['set', 'chart', 'envs', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('chart/values.yaml')).toBe(umbrella('v2'));
    expect(folder.read('envs/prod/values.yaml')).toBe(layer('v2', B));
    expect(folder.read('envs/redis.yaml')).toBe(yaml`
      api:
        image:
          tag: v1
    `);
  });

  test('values of an umbrella chart are edited with those of its sub-chart, and none of another chart', async () => {
    const over = (tag: string) => yaml`
      api:
        image:
          tag: ${tag}
    `;
    folder.write({
      'shop/Chart.yaml': yaml`
        apiVersion: v2
        name: shop
        version: 1.0.0
      `,
      'shop/charts/api/values.yaml': values('v1'),
      'shop/charts/redis/values.yaml': yaml`
        image:
          tag: v1
          digest: ${A}
      `,
      'shop/values.yaml': over('v1'),
      'envs/prod/values.yaml': `${over('v1')}    digest: ${A}\n`,
      'billing/values.yaml': over('v1'),
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('shop/charts/api/values.yaml')).toBe(values('v2'));
    expect(folder.read('shop/values.yaml')).toBe(over('v2'));
    expect(folder.read('envs/prod/values.yaml')).toBe(`${over('v2')}    digest: ${B}\n`);
    expect(folder.read('shop/charts/redis/values.yaml')).toContain('tag: v1');
    expect(folder.read('billing/values.yaml')).toBe(over('v1'));
  });

  test.each([
    [
      'written over several lines',
      yaml`
        - name: api
          alias: worker
          repository: file://../apps/api
      `,
    ],
    ['in brackets', '- {name: api, alias: worker, repository: "file://../apps/api/"}\n'],
  ])('a dependency in another folder, %s, is followed by its alias', async (_name, dependency) => {
    const chart = yaml`
      apiVersion: v2
      name: shop
      version: 1.0.0
      dependencies:
      ${dependency}
    `;
    folder.write({
      'apps/api/values.yaml': values('v1'),
      'shop/Chart.yaml': chart,
      'shop/values.yaml': yaml`
        worker:
          image: {tag: v1}
        api:
          image: {tag: v1}
      `,
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('apps/api/values.yaml')).toBe(values('v2'));
    expect(folder.read('shop/values.yaml')).toBe(yaml`
      worker:
        image: {tag: v2}
      api:
        image: {tag: v1}
    `);
    expect(folder.read('shop/Chart.yaml')).toBe(chart);
  });

  test('a tag in a sub-chart is edited where the umbrella chart names the repository', async () => {
    folder.write({
      'shop/values-prod.yaml': yaml`
        worker:
          image:
            repository: ${API}
      `,
      'shop/Chart.yaml': yaml`
        apiVersion: v2
        name: shop
        version: 1.0.0
        dependencies: [{name: api, alias: worker}]
      `,
      'shop/charts/api/values.yaml': yaml`
        image:
          tag: v1
      `,
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('shop/charts/api/values.yaml')).toBe(yaml`
      image:
        tag: v2
    `);
  });

  test('an environment file in another folder is edited with the Compose file that takes its variable', async () => {
    folder.write({
      'compose.yaml': yaml`
        services:
          api:
            image: ${API}:\${TAG}
      `,
      'envs/prod.env': 'TAG=v1\n',
      'services/db/.env': 'TAG=v1\n',
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('envs/prod.env')).toBe('TAG=v2\n');
    expect(folder.read('services/db/.env')).toBe('TAG=v1\n');
  });

  test.each([
    [
      'fleet.yaml',
      (tag: string) => yaml`
        helm:
          chart: ./chart
          values: {image: {tag: ${tag}}}
      `,
    ],
    [
      'helmfile.yaml',
      (tag: string) =>
        yaml`
          releases:
          - name: api
            chart: ./chart
            set:
            - {name: image.tag, value: ${tag}}
        `,
    ],
  ])('%s above a chart is edited with its values', async (path, text) => {
    folder.write({ [path]: text('v1'), 'chart/values.yaml': values('v1') });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('chart/values.yaml')).toBe(values('v2'));
    expect(folder.read(path)).toBe(text('v2'));
  });

  test('a layer in another folder that lies over two repositories is refused', async () => {
    const layer = yaml`
      image:
        tag: v1
    `;
    folder.write({
      'charts/api/values.yaml': values('v1'),
      'charts/web/values.yaml': yaml`
        image:
          repository: ghcr.io/acme/web
      `,
      'envs/prod/values.yaml': layer,
    });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('image.tag in envs/prod/values.yaml may override any of these');
    expect(err).toContain('charts/web/values.yaml:2: ghcr.io/acme/web');
    expect(folder.read('envs/prod/values.yaml')).toBe(layer);
  });

  test('a document elsewhere that lays parameters and files over the values is edited with them', async () => {
    const application = (tag: string) =>
      yaml`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: api}
        spec:
          source:
            path: charts/api
            helm:
              valueFiles: [../../regions/frankfurt.yaml]
              parameters: [{name: image.tag, value: ${tag}}]
      `;
    folder.write({
      'charts/api/values.yaml': values('v0'),
      'argocd/api.yaml': application('v1'),
      'regions/frankfurt.yaml': yaml`
        image:
          tag: v1
      `,
      'regions/redis.yaml': yaml`
        image:
          tag: v1
      `,
    });
    const { code } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`, '--pin', 'tag']);
    expect(code).toBe(0);
    expect(folder.read('argocd/api.yaml')).toBe(application('v2'));
    expect(folder.read('regions/frankfurt.yaml')).toBe(yaml`
      image:
        tag: v2
    `);
    expect(folder.read('regions/redis.yaml')).toBe(yaml`
      image:
        tag: v1
    `);
  });
});
