import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { A, API, B, deployment, Folder, values } from './command-line.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const target = `${API}=v2@${B}`;

describe('waybill set', () => {
  test('changes the reference and nothing else, and says what', async () => {
    folder.write({
      'envs/dev/api.yaml': deployment(`${API}:v1@${A}`),
      'envs/dev/other.yaml': deployment('nginx:1'),
    });
    const { code, out, err, asked } = await folder.run(['set', 'envs', '--image', target]);
    expect(folder.read('envs/dev/api.yaml')).toBe(deployment(`${API}:v2@${B}`));
    expect(folder.read('envs/dev/other.yaml')).toBe(deployment('nginx:1'));
    expect(out).toBe(
      [
        'envs/dev/api.yaml',
        '  9:18    spec.template.spec.containers[0].image  v1@sha256:aaaaaaaaaaaa → v2@sha256:bbbbbbbbbbbb',
        '1 reference changed in 1 file.',
        '',
      ].join('\n'),
    );
    expect([code, err, asked]).toEqual([0, '', []]);
  });

  test('run again changes nothing and succeeds', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v2@${B}`) });
    const before = statSync(join(folder.path, 'api.yaml')).mtimeMs;
    const { code, out } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(out).toContain('Nothing to change: 1 reference declared it already.');
    const { out: json } = await folder.run(['set', '.', '--image', target, '--json']);
    expect(JSON.parse(json)).toMatchObject({ written: false, errors: [] });
    expect(statSync(join(folder.path, 'api.yaml')).mtimeMs).toBe(before);
  });

  test('takes several images, and files by name', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`), 'b.yaml': deployment('ghcr.io/acme/web:v1') });
    const images = ['-i', target, '-i', `ghcr.io/acme/web=v3@${A}`];
    const { code, out } = await folder.run(['set', 'a.yaml', 'b.yaml', ...images]);
    expect(code).toBe(0);
    expect(out).toContain('2 references changed in 2 files.');
    expect(folder.read('b.yaml')).toBe(deployment(`ghcr.io/acme/web:v3@${A}`));
  });

  test.each([0o751, 0o444, 0o666, 0o4755])(
    'keeps the mode of a file (%i), and leaves nothing beside it',
    async (mode) => {
      folder.write({ 'api.yaml': deployment(`${API}:v1`) });
      chmodSync(join(folder.path, 'api.yaml'), mode);
      await folder.run(['set', '.', '--image', target]);
      expect(folder.read('api.yaml')).toContain(`v2@${B}`);
      expect(statSync(join(folder.path, 'api.yaml')).mode & 0o7777).toBe(mode);
      expect(readdirSync(folder.path)).toEqual(['api.yaml']);
    },
  );

  test('names what a misspelt repository may have been meant to be', async () => {
    folder.write({ 'api.yaml': deployment('ghcr.io/acme/apis:v1'), 'b.yaml': 'b: 1\n' });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('api.yaml:9: "ghcr.io/acme/apis:v1": it is another repository');
  });

  test('names a tag whose image no file names, and takes it once a comment says which one it is', async () => {
    folder.write({ 'values.yaml': 'image:\n  tag: v1\n' });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    const marker = /write "(# waybill: [^"]+)" in the line above it/.exec(err)?.[1] ?? '';
    folder.write({ 'values.yaml': `image:\n  ${marker}\n  tag: v1\n` });
    expect((await folder.run(['set', '.', '--image', target])).code).toBe(0);
    expect(folder.read('values.yaml')).toBe(`image:\n  ${marker}\n  tag: v2\n`);
  });

  test('exits with 1 and writes nothing when no file holds the image', async () => {
    folder.write({ 'api.yaml': deployment('ghcr.io/acme/other:v1') });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('[REFERENCE_NOT_FOUND]');
    expect(err).toContain('Nothing was written.');
  });

  test('writes nothing at all when one of several images is refused', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`) });
    const { code, err } = await folder.run(['set', '.', '-i', target, '-i', `ghcr.io/acme/web=v3@${A}`]);
    expect(code).toBe(1);
    expect(err).toContain('ghcr.io/acme/web');
    expect(folder.read('a.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('with --dry-run shows the diff and writes nothing', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, out } = await folder.run(['set', '.', '--image', target, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain(
      `-          image: ${API}:v1   # kept\n+          image: ${API}:v2@${B}   # kept\n`,
    );
    expect(out).toContain('1 reference would change in 1 file.');
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('with --json prints one object: edits, what stays, the diff', async () => {
    folder.write({ 'a.yaml': deployment(`${API}:v1`), 'b.yaml': deployment(`${API}:v2@${B}`) });
    const { code, out } = await folder.run(['set', '.', '--image', target, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      written: true,
      files: [
        {
          path: 'a.yaml',
          edits: [
            expect.objectContaining({
              image: API,
              line: 9,
              column: 18,
              declared: { tag: 'v1' },
              becomes: { tag: 'v2', digest: B },
            }),
          ],
          refused: [],
          unchanged: [],
          passedOver: [],
          diff: expect.stringContaining('--- a/a.yaml'),
        },
        {
          path: 'b.yaml',
          edits: [],
          refused: [],
          unchanged: [expect.objectContaining({ image: API, declared: { tag: 'v2', digest: B } })],
          passedOver: [],
          diff: '',
        },
      ],
      errors: [],
    });
  });

  test('with --json prints refusals as errors', async () => {
    folder.write({ 'a.yaml': 'a: 1\n' });
    const { code, out, err } = await folder.run(['set', '.', '--image', target, '--json']);
    const printed = z.looseObject({
      written: z.boolean(),
      errors: z.array(z.looseObject({ code: z.string() })),
    });
    expect([code, err]).toEqual([1, '']);
    expect(printed.parse(JSON.parse(out))).toMatchObject({
      written: false,
      errors: [{ code: 'REFERENCE_NOT_FOUND' }],
    });
  });
});

describe('the digest of a tag', () => {
  test('is asked from the registry when the argument does not say it', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, asked } = await folder.run(['set', '.', '--image', `${API}=v2`], {
      tags: { [`${API}:v2`]: B },
    });
    expect([code, asked]).toEqual([0, [`${API}:v2`]]);
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v2@${B}`));
  });

  test('that the registry does not have is an error', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, err } = await folder.run(['set', '.', '--image', `${API}=v9`]);
    expect(code).toBe(1);
    expect(err).toContain(`The registry has no ${API}:v9 [IMAGE_NOT_FOUND]`);
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('is not needed with --pin tag where no file holds one', async () => {
    folder.write({ 'values.yaml': values('v1') });
    const { code, asked } = await folder.run(['set', '.', '--image', `${API}=v2`, '--pin', 'tag']);
    expect([code, asked]).toEqual([0, []]);
    expect(folder.read('values.yaml')).toBe(values('v2'));
  });

  test('is asked with --pin tag where a file holds one, so that no stale one is left', async () => {
    folder.write({ 'values.yaml': `${values('v1')}  digest: ${A}\n` });
    const { code, asked } = await folder.run(['set', '.', '--image', `${API}=v2`, '--pin', 'tag'], {
      tags: { [`${API}:v2`]: B },
    });
    expect([code, asked]).toEqual([0, [`${API}:v2`]]);
    expect(folder.read('values.yaml')).toBe(`${values('v2')}  digest: ${B}\n`);
  });
});

describe('the working tree', () => {
  test('a link below a folder is passed by, and what it points to outside stays', async () => {
    folder.write({ 'outside.yaml': deployment(`${API}:v1`), 'envs/api.yaml': deployment(`${API}:v1`) });
    symlinkSync('../outside.yaml', join(folder.path, 'envs/link.yaml'));
    symlinkSync('..', join(folder.path, 'envs/up'));
    const { code } = await folder.run(['set', 'envs', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('outside.yaml')).toBe(deployment(`${API}:v1`));
    expect(lstatSync(join(folder.path, 'envs/link.yaml')).isSymbolicLink()).toBe(true);
  });

  test('a link that is named is refused', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    symlinkSync('api.yaml', join(folder.path, 'link.yaml'));
    const { code, err } = await folder.run(['set', 'link.yaml', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain(
      'link.yaml is, or leads through, a symbolic link, and links are not followed [FILE_UNSAFE]',
    );
  });

  test('so is a file behind a linked folder', async () => {
    folder.write({ 'elsewhere/api.yaml': deployment(`${API}:v1`), 'envs/web.yaml': 'a: 1\n' });
    symlinkSync('../elsewhere', join(folder.path, 'envs/link'));
    const { code, err } = await folder.run(['set', 'envs/link/api.yaml', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('envs/link/api.yaml is, or leads through, a symbolic link');
    expect(folder.read('elsewhere/api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('.git is not entered', async () => {
    folder.write({ '.git/api.yaml': deployment(`${API}:v1`), 'api.yaml': deployment(`${API}:v1`) });
    await folder.run(['set', '.', '--image', target]);
    expect(folder.read('.git/api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('a manifest that is no UTF-8 stops the run', async () => {
    folder.write({
      'api.yaml': deployment(`${API}:v1`),
      'latin.yaml': Buffer.from(`# caf\u00e9\n${deployment(`${API}:v1`)}`, 'latin1'),
    });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('latin.yaml cannot be edited: it is not UTF-8 [FILE_UNREADABLE]');
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('some other file that is no text is passed over, and said', async () => {
    folder.write({
      'api.yaml': deployment(`${API}:v1`),
      'dump.bin': Buffer.from(`\0\0${API}:v1\0`, 'latin1'),
    });
    const { code, out } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(out).toContain('dump.bin\n');
    expect(out).toContain('passed over a file that is no text');
  });

  test('a text that a replacement of Kustomize writes into the image is edited with it, wherever it stands', async () => {
    const configMap = (tag: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v}\ndata: {TAG: ${tag}}\n`;
    folder.write({
      'base/kustomization.yaml': 'resources: [api.yaml]\n',
      'base/api.yaml': deployment(`${API}:v0`),
      'prod/kustomization.yaml':
        'resources: [../base, versions.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: v, fieldPath: data.TAG}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.template.spec.containers.0.image]\n    options: {delimiter: ":", index: 1}\n',
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
    const layer = 'image:\n  tag: v1\n';
    folder.write({
      'api/values.yaml': values('v0'),
      'api/values-prod.yaml': layer,
      'web/values-prod.yaml': layer,
    });
    const { code } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`, '--pin', 'tag']);
    expect(code).toBe(0);
    expect(folder.read('api/values-prod.yaml')).toBe('image:\n  tag: v2\n');
    expect(folder.read('web/values-prod.yaml')).toBe(layer);
  });

  test('a layer in another folder is edited with the values, where its name is of no other deployment', async () => {
    const layer = (tag: string, digest: string) => `api:\n  image:\n    tag: ${tag}\n    digest: ${digest}\n`;
    const umbrella = (tag: string) => `api:\n  image:\n    repository: ${API}\n    tag: ${tag}\n`;
    folder.write({
      'chart/values.yaml': umbrella('v1'),
      'envs/prod/values.yaml': layer('v1', A),
      'envs/redis.yaml': 'api:\n  image:\n    tag: v1\n',
    });
    const { code } = await folder.run(['set', 'chart', 'envs', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('chart/values.yaml')).toBe(umbrella('v2'));
    expect(folder.read('envs/prod/values.yaml')).toBe(layer('v2', B));
    expect(folder.read('envs/redis.yaml')).toBe('api:\n  image:\n    tag: v1\n');
  });

  test('values of an umbrella chart are edited with those of its sub-chart, and none of another chart', async () => {
    const over = (tag: string) => `api:\n  image:\n    tag: ${tag}\n`;
    folder.write({
      'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'shop/charts/api/values.yaml': values('v1'),
      'shop/charts/redis/values.yaml': `image:\n  tag: v1\n  digest: ${A}\n`,
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
    ['written over several lines', '- name: api\n  alias: worker\n  repository: file://../apps/api\n'],
    ['in brackets', '- {name: api, alias: worker, repository: "file://../apps/api/"}\n'],
  ])('a dependency in another folder, %s, is followed by its alias', async (_name, dependency) => {
    const chart = `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n${dependency}`;
    folder.write({
      'apps/api/values.yaml': values('v1'),
      'shop/Chart.yaml': chart,
      'shop/values.yaml': 'worker:\n  image: {tag: v1}\napi:\n  image: {tag: v1}\n',
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('apps/api/values.yaml')).toBe(values('v2'));
    expect(folder.read('shop/values.yaml')).toBe('worker:\n  image: {tag: v2}\napi:\n  image: {tag: v1}\n');
    expect(folder.read('shop/Chart.yaml')).toBe(chart);
  });

  test('a tag in a sub-chart is edited where the umbrella chart names the repository', async () => {
    folder.write({
      'shop/values-prod.yaml': `worker:\n  image:\n    repository: ${API}\n`,
      'shop/Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: api, alias: worker}]\n',
      'shop/charts/api/values.yaml': 'image:\n  tag: v1\n',
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('shop/charts/api/values.yaml')).toBe('image:\n  tag: v2\n');
  });

  test('an environment file in another folder is edited with the Compose file that takes its variable', async () => {
    folder.write({
      'compose.yaml': `services:\n  api:\n    image: ${API}:\${TAG}\n`,
      'envs/prod.env': 'TAG=v1\n',
      'services/db/.env': 'TAG=v1\n',
    });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('envs/prod.env')).toBe('TAG=v2\n');
    expect(folder.read('services/db/.env')).toBe('TAG=v1\n');
  });

  test.each([
    ['fleet.yaml', (tag: string) => `helm:\n  chart: ./chart\n  values: {image: {tag: ${tag}}}\n`],
    [
      'helmfile.yaml',
      (tag: string) =>
        `releases:\n- name: api\n  chart: ./chart\n  set:\n  - {name: image.tag, value: ${tag}}\n`,
    ],
  ])('%s above a chart is edited with its values', async (path, text) => {
    folder.write({ [path]: text('v1'), 'chart/values.yaml': values('v1') });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('chart/values.yaml')).toBe(values('v2'));
    expect(folder.read(path)).toBe(text('v2'));
  });

  test('a layer in another folder that lies over two repositories is refused', async () => {
    const layer = 'image:\n  tag: v1\n';
    folder.write({
      'charts/api/values.yaml': values('v1'),
      'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n',
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
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: api}\nspec:\n  source:\n    path: charts/api\n    helm:\n      valueFiles: [../../regions/frankfurt.yaml]\n      parameters: [{name: image.tag, value: ${tag}}]\n`;
    folder.write({
      'charts/api/values.yaml': values('v0'),
      'argocd/api.yaml': application('v1'),
      'regions/frankfurt.yaml': 'image:\n  tag: v1\n',
      'regions/redis.yaml': 'image:\n  tag: v1\n',
    });
    const { code } = await folder.run(['set', '.', '--image', `${API}=v2@${B}`, '--pin', 'tag']);
    expect(code).toBe(0);
    expect(folder.read('argocd/api.yaml')).toBe(application('v2'));
    expect(folder.read('regions/frankfurt.yaml')).toBe('image:\n  tag: v2\n');
    expect(folder.read('regions/redis.yaml')).toBe('image:\n  tag: v1\n');
  });

  test('one file under two names is edited once', async () => {
    folder.write({ 'envs/api.yaml': deployment(`${API}:v1`) });
    const { out } = await folder.run(['set', 'envs', 'envs/api.yaml', './envs', '--image', target]);
    expect(out).toContain('1 reference changed in 1 file.');
  });

  test('a file with the longest possible name is edited too', async () => {
    const name = `${'x'.repeat(250)}.yaml`;
    folder.write({ [name]: deployment(`${API}:v1`) });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(readdirSync(folder.path)).toEqual([name]);
  });
});

describe('wrong usage of set', () => {
  test.each([
    [['set'], /needs a file or a folder \[INPUT_MISSING\]/],
    [['set', '.'], /waybill set needs an image \[INPUT_MISSING\]/],
    [['set', 'nowhere', '-i', target], /There is no file or folder nowhere \[INPUT_INVALID\]/],
    [['set', '.', '-i', target, '-i', target], /names ghcr.io\/acme\/api twice/],
    [
      ['set', '.', '-i', `${API}=ghcr.io/acme/web:v2@${B}`],
      /to another repository: ghcr.io\/acme\/web is not ghcr.io\/acme\/api/,
    ],
    [['set', '.', '-i', `${API}:v1=v2@${B}`], /has a tag or a digest before "="/],
    [['set', '.', '-i', `API!=v2@${B}`], /is not an image reference/],
    [['set', '.', '-i', API], /It says neither tag nor digest/],
    [['set', '.', '-i', `${API}=v2@sha256:short`], /is no image reference/],
    [['set', '.', '-i', target, '--pin', 'both'], /--pin is "both"[\s\S]*--pin digest or --pin tag/],
    [['set', '.', '-i', target, '--config', 'x'], /waybill set has no option --config/],
    [['set', '.', '--imag', target], /has no option --imag [\s\S]*Did you mean "--image"\?/],
    [['set', '.', '--image'], /--image.*argument missing/],
    [['set', '.', '-i', target, '--json=yes'], /--json.*does not take an argument/],
  ])('%j', async (argv, message) => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    const { code, err } = await folder.run(argv);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });
});

test('a file that cannot be read is the only error, and not also that nothing was found', async () => {
  folder.write({ 'latin1.yaml': Buffer.from(deployment(`${API}:v1`) + '# caf\u00e9\n', 'latin1') });
  const { code, err } = await folder.run(['set', '.', '--image', target]);
  expect(code).toBe(1);
  expect(err.match(/\[[A-Z_]+\]/g)).toEqual(['[FILE_UNREADABLE]']);
});

test('a value that a template writes is shown as it stands', async () => {
  const text = values('"{{ .Values.tag }}"');
  folder.write({ 'values.yaml': text });
  const { code, out, err } = await folder.run(['set', '.', '--image', target]);
  expect([code, folder.read('values.yaml')]).toEqual([1, text]);
  expect(out).toContain('refused: image  "{{ .Values.tag }}"\n');
  expect(err).toContain('  |   tag: "{{ .Values.tag }}"\n  |        ^\n');
});

describe('what a chart decides so far', () => {
  const empty = `image:\n  repository: ${API}\n  tag: ""\n`;
  const chart = 'apiVersion: v2\nname: api\nversion: 1.0.0\nappVersion: v1\n';

  test('an empty tag is refused, and filled when that is asked for', async () => {
    folder.write({ 'values.yaml': empty });
    const refused = await folder.run(['set', '.', '--image', target]);
    expect([refused.code, folder.read('values.yaml')]).toEqual([1, empty]);
    const { code } = await folder.run(['set', '.', '--image', target, '--fill-empty-tags']);
    expect([code, folder.read('values.yaml')]).toEqual([0, empty.replace('""', '"v2"')]);
  });

  test('the version of the chart follows when that is asked for, and no other chart’s does', async () => {
    folder.write({
      'a/values.yaml': values('v1'),
      'a/Chart.yaml': chart,
      'b/values.yaml': values('v1').replace(API, 'ghcr.io/acme/web'),
      'b/Chart.yaml': chart,
    });
    await folder.run(['set', '.', '--image', target]);
    expect(folder.read('a/Chart.yaml')).toBe(chart);
    const { code, out } = await folder.run(['set', '.', '--image', target, '--app-version']);
    expect([code, folder.read('a/Chart.yaml')]).toEqual([0, chart.replace('v1\n', 'v2\n')]);
    expect(folder.read('b/Chart.yaml')).toBe(chart);
    expect(out).toContain('passed over v1: nothing in the folder of this chart holds the image');
  });

  test('a chart alone is enough when that is asked for', async () => {
    folder.write({ 'Chart.yaml': chart });
    const { code } = await folder.run(['set', 'Chart.yaml', '--image', target, '--app-version']);
    expect([code, folder.read('Chart.yaml')]).toEqual([0, chart.replace('v1\n', 'v2\n')]);
  });

  test('a chart has one version, so several images cannot have it', async () => {
    folder.write({ 'Chart.yaml': chart });
    const images = ['-i', target, '-i', `ghcr.io/acme/web=v3@${A}`];
    const { code, err } = await folder.run(['set', '.', ...images, '--app-version']);
    expect([code, folder.read('Chart.yaml')]).toEqual([2, chart]);
    expect(err).toContain('--app-version goes with one image');
  });
});
