import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { endWithTest } from '../../end-with-test.ts';
import { yaml } from '../../yaml.ts';
import { deployment, Folder, values } from '../command-line.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  endWithTest(() => folder.remove());
});

const TWO = { 'envs/dev/values.yaml': values('v2'), 'envs/prod/values.yaml': values('v1') };
const PROPOSED = ['waybill.yaml', '.github/workflows/advance.yml', '.github/workflows/verify.yml'];

describe('waybill init', () => {
  test('prints the three files and writes none', async () => {
    folder.write(TWO);
    const { code, out, err } = await folder.run(['init']);
    expect(code).toBe(0);
    expect(out.match(/^# File: .+$/gm)).toEqual(PROPOSED.map((path) => `# File: ${path}`));
    expect(out).toContain(
      yaml`
        images:
          api: { repository: ghcr.io/acme/api }
        environments:
          dev:
            files: ['envs/dev/**']
          prod:
            after: [dev]
            files: ['envs/prod/**']
      `,
    );
    expect(err).toBe('Nothing was written; "waybill init --write" writes these files.\n');
    expect(PROPOSED.filter((path) => existsSync(join(folder.path, path)))).toEqual([]);
  });

  test('--write writes what it prints, and the environments work as they are', async () => {
    folder.write(TWO);
    const printed = await folder.run(['init', '--json']);
    const written = await folder.run(['init', '--write']);
    expect(written.code).toBe(0);
    const { files } = JSON.parse(printed.out) as { files: { path: string; text: string }[] };
    expect(files.map(({ path }) => path)).toEqual(PROPOSED);
    for (const { path, text } of files) expect(folder.read(path)).toBe(text);
    expect(await folder.run(['lint'])).toMatchObject({ code: 0, err: '' });
    const plan = await folder.run(['plan', 'prod', '--image', `api=v3@sha256:${'a'.repeat(64)}`]);
    expect([plan.code, plan.out.match(/^\+\+\+ .+$/gm)]).toEqual([0, ['+++ b/envs/prod/values.yaml']]);
  });

  test.each(PROPOSED)('--write leaves everything as it is where %s is there', async (path) => {
    folder.write({ ...TWO, [path]: 'mine: true\n' });
    const { code, err } = await folder.run(['init', '--write']);
    expect(code).toBe(1);
    expect(err).toContain(`${path} is there already; nothing was written [FILE_UNSAFE]`);
    expect(folder.read(path)).toBe('mine: true\n');
    expect(PROPOSED.filter((other) => existsSync(join(folder.path, other)))).toEqual([path]);
  });

  test('--write does not follow a link out of the repository', async () => {
    const outside = new Folder();
    endWithTest(() => outside.remove());
    folder.write(TWO);
    symlinkSync(outside.path, join(folder.path, '.github'));
    const { code, err } = await folder.run(['init', '--write']);
    expect([code, err]).toEqual([1, expect.stringContaining('.github is a link or a file')]);
    expect(existsSync(join(folder.path, 'waybill.yaml'))).toBe(false);
    expect(existsSync(join(outside.path, 'workflows'))).toBe(false);
  });

  test('proposes anew, without writing, where a waybill.yaml is there', async () => {
    folder.write({ ...TWO, 'waybill.yaml': 'version: 1\n' });
    expect(await folder.run(['init'])).toMatchObject({ code: 0 });
    expect(folder.read('waybill.yaml')).toBe('version: 1\n');
  });

  test('says that the first reference is written by hand, where no file declares an image', async () => {
    folder.write({ 'envs/dev/kustomization.yaml': 'resources: [../../base]\n' });
    const { code, out, err } = await folder.run(['init', '--write']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('[REFERENCE_NOT_FOUND]');
    expect(err).toContain('never adds the first one');
  });

  test('runs in the root of the repository, where waybill.yaml stands', async () => {
    const root = new Folder().write({ '.git/HEAD': 'ref: refs/heads/main\n' });
    endWithTest(() => root.remove());
    root.write({ 'sub/envs/dev/values.yaml': values('v1') });
    Object.defineProperty(folder, 'path', { value: join(root.path, 'sub') });
    const { code, err } = await folder.run(['init']);
    expect([code, err]).toEqual([2, expect.stringContaining(`cd ${root.path}`)]);
  });

  test('takes the images of the owner of the repository, and pushes to the branch that is checked out', async () => {
    const other = deployment('ghcr.io/other/tool:v1');
    folder.write({
      ...TWO,
      'envs/dev/tool.yaml': other,
      'envs/dev/more.yaml': deployment('ghcr.io/other/more:v1'),
      '.git/config': '[remote "origin"]\n\turl = git@github.com:Acme/config.git\n',
      '.git/HEAD': 'ref: refs/heads/trunk\n',
    });
    const { out } = await folder.run(['init']);
    expect(out).toContain('images:\n  api: { repository: ghcr.io/acme/api }\nenvironments:');
    expect(out).toContain('# unsure: left out, as they seem to be built by others: ghcr.io/other/more');
    expect(out).toContain('push: { branches: [trunk] }');
  });

  test.each([['a"quote'], ["it's"], ['star*[x]'], ['line\nbreak: [x'], ['täg'], ['#comment'], ['-dash-']])(
    'a folder called %j does not make the proposal something else',
    async (name) => {
      folder.write({ [`envs/prod-${name}/values.yaml`]: values('v1'), 'envs/dev/values.yaml': values('v1') });
      expect(await folder.run(['init', '--write'])).toMatchObject({ code: 0 });
      expect(await folder.run(['lint'])).toMatchObject({ code: 0, err: '' });
      const { environments } = parse(folder.read('waybill.yaml')) as { environments: object };
      expect(Object.keys(environments)).toHaveLength(2);
    },
  );
});

test.each(['advance', 'verify'])('the %s workflow is that of the example', async (name) => {
  folder.write(TWO);
  await folder.run(['init', '--write']);
  const path = `.github/workflows/${name}.yml`;
  const example = readFileSync(
    new URL(`../../../examples/config-helm-flux/${path}`, import.meta.url),
    'utf8',
  );
  // The example knows where its image is built.
  expect(parse(folder.read(path))).toEqual(parse(example.replace(', source-repositories: shop', '')));
});
