import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { endWithTest } from '../../end-with-test.ts';
import { deployment, Folder, values } from '../command-line.ts';

interface Written {
  readonly environments: Readonly<Record<string, { readonly after?: string[]; readonly files: string[] }>>;
}

async function init(files: Readonly<Record<string, string>>): Promise<{ out: string } & Written> {
  const folder = new Folder().write(files);
  endWithTest(() => folder.remove());
  const { code, out } = await folder.run(['init']);
  expect(code).toBe(0);
  return { out, ...(parse(out.split('# File: .github')[0] ?? '') as Written) };
}

test('two words for one environment are one, and it says so', async () => {
  const { out, environments } = await init({
    'apps/staging/values.yaml': values('v1'),
    'jobs/stg/values.yaml': values('v1').replace('api', 'job'),
    'apps/prd/values.yaml': values('v1'),
  });
  expect(environments).toEqual({
    staging: { files: ['apps/staging/**', 'jobs/stg/**'] },
    prd: { after: ['staging'], files: ['apps/prd/**'] },
  });
  expect(out).toContain('"staging" and "stg" are taken for one environment.');
});

test('folders that are called alike and declare one image may be two environments: it says so', async () => {
  const { out, environments } = await init({
    'east/dev/values.yaml': values('v1'),
    'west/dev/values.yaml': values('v1'),
  });
  expect(environments).toEqual({ dev: { files: ['east/dev/**', 'west/dev/**'] } });
  expect(out).toContain('east/dev, west/dev are taken for one environment, and declare the same image.');
});

test('a shorter pattern is used only where it brings no file into two environments', async () => {
  const { environments } = await init({
    'apps/dev/api/prod/values.yaml': values('v1'),
    'apps/dev/web/prod/values.yaml': values('v1').replace('api', 'web'),
    'apps/dev/api/dev/values.yaml': values('v1'),
    'apps/dev/web/dev/values.yaml': values('v1').replace('api', 'web'),
  });
  expect(environments).toEqual({
    dev: { files: ['apps/dev/*/dev/**'] },
    prod: { after: ['dev'], files: ['apps/dev/*/prod/**'] },
  });
});

test('files of several services beside each other become one pattern an environment', async () => {
  const { environments } = await init({
    'deploy/api-dev.yaml': values('v1'),
    'deploy/web-dev.yaml': values('v1').replace('api', 'web'),
    'deploy/api-prod.yaml': values('v1'),
    'deploy/web-prod.yaml': values('v1').replace('api', 'web'),
  });
  expect(environments).toEqual({
    dev: { files: ['deploy/*-dev.yaml'] },
    prod: { after: ['dev'], files: ['deploy/*-prod.yaml'] },
  });
});

test('an image of a base alone is left out, and it says so: its digest would be that of all environments', async () => {
  const { out } = await init({
    'base/deployment.yaml': deployment('ghcr.io/acme/tool:v1'),
    'envs/dev/values.yaml': values('v1'),
  });
  expect(out).not.toMatch(/^ {2}tool:/m);
  expect(out.replace(/\n# +/g, ' ')).toContain(
    'left out, as no environment declares them but other files do: ghcr.io/acme/tool, in base/deployment.yaml.',
  );
});

test('owners with as many images each: it takes all, and says so', async () => {
  const { out } = await init({
    'envs/dev/a.yaml': deployment('ghcr.io/acme/api:v1'),
    'envs/dev/b.yaml': deployment('ghcr.io/other/web:v1'),
  });
  expect(out.replace(/\n# +/g, ' ')).toContain(
    'unsure: which of these images are yours: ghcr.io/acme/api, ghcr.io/other/web.',
  );
});

test('images of one name get longer ones, and what a template writes is none', async () => {
  const { out } = await init({
    'envs/dev/a.yaml': deployment('ghcr.io/acme/shop/api:v1'),
    'envs/dev/b.yaml': deployment('ghcr.io/acme/blog/api:v1'),
    'envs/dev/c.yaml': deployment('"{{ .Values.image }}:v1"'),
  });
  expect(out).toContain('  blog-api: { repository: ghcr.io/acme/blog/api }\n');
  expect(out).toContain('  shop-api: { repository: ghcr.io/acme/shop/api }\n');
  expect(out).not.toContain('xxx');
});
