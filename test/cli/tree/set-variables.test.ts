import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API, B, deployment, Folder } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const set = (...paths: string[]) => folder.run(['set', ...paths, '--image', `${API}=v2@${B}`]);

const flux = (tag: string) => yaml`
  apiVersion: kustomize.toolkit.fluxcd.io/v1
  kind: Kustomization
  metadata: {name: apps}
  spec:
    path: ./apps
    postBuild:
      substitute: {OWN: "${tag}"}
      substituteFrom: [{kind: ConfigMap, name: vars}]
`;

const vars = (tag: string) => yaml`
  kind: ConfigMap
  metadata: {name: vars}
  data: {TAG: ${tag}}
`;

describe('a variable is followed to where it gets its value', () => {
  test.each([['.'], ['apps clusters'], ['clusters apps']])('over %s', async (paths) => {
    folder.write({
      'clusters/apps.yaml': flux('v1'),
      'clusters/vars.yaml': vars('v1'),
      'clusters/other.yaml': vars('v1').replace('name: vars', 'name: others'),
      'apps/api.yaml': deployment(`${API}:\${TAG}`),
      'apps/job.yaml': deployment(`${API}:\${OWN}`),
    });
    const { code } = await set(...paths.split(' '));
    expect(code).toBe(0);
    expect(folder.read('clusters/apps.yaml')).toBe(flux('v2'));
    expect(folder.read('clusters/vars.yaml')).toBe(vars('v2'));
    expect(folder.read('clusters/other.yaml')).toContain('TAG: v1');
    expect(folder.read('apps/api.yaml')).toBe(deployment(`${API}:\${TAG}`));
  });

  test('and refused where another image takes it, in whatever file', async () => {
    const files = {
      'clusters/apps.yaml': flux('v1'),
      'clusters/vars.yaml': vars('v1'),
      'apps/api.yaml': deployment(`${API}:\${TAG}`),
      'apps/web.yaml': deployment('ghcr.io/acme/web:${TAG}'),
    };
    folder.write(files);
    const { code, err } = await set('.');
    expect(code).not.toBe(0);
    expect(err).toMatch(/goes into another image, too: ghcr.io\/acme\/web \(apps\/web.yaml/);
    for (const [path, text] of Object.entries(files)) expect(folder.read(path)).toBe(text);
  });

  test('and refused where nothing that is looked at gives it one', async () => {
    folder.write({ 'apps/api.yaml': deployment(`${API}:\${TAG}`), 'clusters/apps.yaml': flux('v1') });
    const { code, err } = await set('apps');
    expect(code).not.toBe(0);
    expect(err).toContain('a variable decides part of it');
  });
});
