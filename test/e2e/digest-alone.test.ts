import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { text } from '../actions/stage.ts';
import { Folder } from '../cli/command-line.ts';
import { endWithTest } from '../end-with-test.ts';
import { yaml } from '../yaml.ts';
import { attach } from './attach-record.ts';
import { freshName, message, promote, release, stage } from './own-images.ts';

// An image that comes by its digest alone, and a file that holds a tag: the registry says which tag it is.

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const COMMIT = 'c'.repeat(40);
const OLD = `sha256:${'0'.repeat(64)}`;

/** Each shape with a tag in it, before and after. The repository stands for `IMAGE`. */
const SHAPES = {
  'Helm values with a tag alone': ['values.yaml', 'image: {repository: IMAGE, tag: TAG}\n', 'tag: NEW}'],
  'Helm values with tag and digest': [
    'values.yaml',
    `image: {repository: IMAGE, tag: TAG, digest: "${OLD}"}\n`,
    'tag: NEW, digest: "DIGEST"}',
  ],
  Kustomize: [
    'kustomization.yaml',
    'kind: Kustomization\nimages:\n  - {name: IMAGE, newTag: TAG}\n',
    'newTag: NEW, digest: DIGEST}',
  ],
  'a whole reference': ['compose.yaml', 'services: {api: {image: "IMAGE:TAG"}}\n', 'IMAGE:NEW@DIGEST'],
} as const;

async function configRepo(shape: keyof typeof SHAPES, more = '') {
  const [path, content] = SHAPES[shape];
  const image = `${stage.images}/api`;
  return stage.github.createRepository(freshName(), {
    'waybill.yaml': yaml`
      version: 1
      images: { api: { repository: ${image}${more} } }
      environments: { dev: { files: ["dev/**"] } }
    `,
    [`dev/${path}`]: content.replace('IMAGE', image).replace('TAG', 'v1'),
  });
}

async function promoted(shape: keyof typeof SHAPES, digest: string, more = '') {
  const repo = await configRepo(shape, more);
  const ran = await promote(repo.fullName, { environment: 'dev', images: `api=${digest}` });
  return { repo, ran, file: await text(repo, 'waybill/dev/api', `dev/${SHAPES[shape][0]}`) };
}

describe.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])('%s', (shape) => {
  test('gets the version that the image says, when that tag points to the digest', async () => {
    const digest = release('2.0.0', { version: '2.0.0' });
    const { repo, ran, file } = await promoted(shape, digest);
    expect(ran.exitCode).toBe(0);
    const expected = SHAPES[shape][2].replace('NEW', '2.0.0').replace('DIGEST', digest);
    expect(file).toContain(expected.replace('IMAGE', `${stage.images}/api`));
    expect(await message(repo, (await repo.head('waybill/dev/api')) ?? '')).toContain(`api:2.0.0@${digest}`);
  });
});

test('an environment after one that declares a digest alone gets the tag, too', async () => {
  const digest = release('2.5.0', { version: '2.5.0' });
  const image = `${stage.images}/api`;
  const repo = await stage.github.createRepository(freshName(), {
    'waybill.yaml': yaml`
      version: 1
      images: { api: { repository: ${image} } }
      environments:
        dev: { files: ["dev/**"] }
        prod: { after: [dev], files: ["prod/**"] }
    `,
    'dev/values.yaml': `image: {repository: ${image}, digest: "${digest}"}\n`,
    'prod/values.yaml': `image: {repository: ${image}, tag: v1}\n`,
  });
  expect((await promote(repo.fullName)).exitCode).toBe(0);
  expect(await text(repo, 'waybill/prod/api', 'prod/values.yaml')).toContain('tag: 2.5.0}');
});

test('the command line asks for the tag, and only where a file holds one', async () => {
  const digest = release('2.6.0', { version: '2.6.0' });
  const image = `${stage.images}/api`;
  const folder = new Folder().write({
    'a.yaml': `image: {repository: ${image}, tag: v1}\n`,
    'b.yaml': `image: {repository: ${image}, digest: "${OLD}"}\n`,
  });
  endWithTest(() => folder.remove());
  const set = (path: string) =>
    run(process.execPath, [CLI, 'set', path, '--image', `${image}=${digest}`], { cwd: folder.path });
  stage.registry.clearRequests();
  await set('b.yaml');
  expect(stage.registry.requests).toEqual([]);
  await set('a.yaml');
  expect(folder.read('a.yaml')).toContain('tag: 2.6.0}');
  expect(folder.read('b.yaml')).toContain(`digest: "${digest}"`);
});

describe('the tag of a digest', () => {
  const VALUES = 'Helm values with a tag alone';

  test('is the version with a v, where that is the tag', async () => {
    const digest = release('v3.1.0', { version: '3.1.0' });
    expect((await promoted(VALUES, digest)).file).toContain('tag: v3.1.0}');
  });

  test('is one of its record, where the image says no version', async () => {
    const digest = release('v4.0.0');
    await attach(`${stage.images}/api`, digest, { tags: ['v4.0.0'] });
    expect((await promoted(VALUES, digest)).file).toContain('tag: v4.0.0}');
  });

  test('is that of the commit rather than the name of a branch, which moves', async () => {
    const labels = { version: 'main', revision: COMMIT, source: 'https://github.com/acme/shop' };
    const digest = release('main', labels);
    // The same image once more: it has the same digest.
    release('main', labels, [`sha-${COMMIT}`]);
    expect((await promoted(VALUES, digest)).file).toContain(`tag: sha-${COMMIT}}`);
  });

  test('is none that points to another digest now: the run says what it tried, and writes nothing', async () => {
    const digest = release('v5.0.0', { version: 'v5.0.0' });
    release('v5.0.0', { version: 'v5.0.0', title: 'built again' });
    const { repo, ran, file } = await promoted(VALUES, digest);
    expect([ran.exitCode, file]).toEqual([1, '']);
    expect(ran.stdout).toContain('none is known that points to it now (v5.0.0)');
    expect(ran.stdout).toContain('promoted by its digest alone');
    expect(repo.pullRequests()).toEqual([]);
  });

  test('is looked for where the image is pinned by its tag', async () => {
    const digest = release('6.0.0', { version: '6.0.0' });
    const { file } = await promoted('a whole reference', digest, ', pin: tag');
    expect(file).toContain(':6.0.0"}');
  });

  test('is not looked for where no file holds a tag', async () => {
    const digest = release('7.0.0', { version: '7.0.0' });
    const repo = await configRepo(VALUES);
    await repo.push('main', {
      'dev/values.yaml': `image: {repository: ${stage.images}/api, digest: "${OLD}"}\n`,
    });
    const ran = await promote(repo.fullName, { environment: 'dev', images: `api=${digest}` });
    expect(ran.stdout).not.toContain('came without a tag');
    expect(await text(repo, 'waybill/dev/api', 'dev/values.yaml')).toContain(`digest: "${digest}"`);
  });
});
