import { describe, expect, test } from '@jest/globals';
import { errorsOf, type WaybillError } from '../../../src/errors/waybill-error.ts';
import { configRepo, run } from './stage.ts';
import { yaml } from '../../yaml.ts';
import { stage, v1, errorsOfRun, written } from './errors-of-run.ts';

describe('a config repo that cannot be promoted into', () => {
  async function inRepo(
    name: string,
    files: Readonly<Record<string, string>>,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<readonly WaybillError[]> {
    await configRepo(stage, name, v1, files);
    return errorsOfRun({ 'config-repository': name, ...inputs });
  }

  test('says where waybill.yaml is wrong, and what was meant', async () => {
    const [error] = await inRepo('acme/wrong-config', {
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repositry: ghcr.io/acme/api }
        environments: {}
      `,
    });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', location: { file: 'waybill.yaml', line: 3 } });
    expect(`${error?.message} ${error?.hint}`).toContain('repository');
    expect(written()).toEqual([]);
  });

  test('says where a reference is ambiguous', async () => {
    const image = `${stage.images}/api`;
    const [error] = await inRepo('acme/ambiguous', {
      'envs/dev/kustomization.yaml': yaml`
        kind: Kustomization
        images:
          - name: ghcr.io/else/api
            newTag: v1
      `,
    });
    expect(error?.code).toMatch(/REFERENCE_/);
    expect(error?.location?.file).toBe('envs/dev/kustomization.yaml');
    expect(`${error?.message} ${error?.hint}`).toContain(image);
    expect(written()).toEqual([]);
  });

  test('says everything that is refused, and of the rest that it is not written', async () => {
    const torn = `image: { repository: ${stage.images}/api, tag: !Ref v1 }\n`;
    await configRepo(stage, 'acme/torn', v1, { 'envs/dev/a.yaml': torn, 'envs/dev/b.yaml': torn });
    const log: string[] = [];
    const inputs = { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/torn' };
    const thrown: unknown = await run(stage, inputs, { log }).catch((error: unknown) => error);
    expect(errorsOf(thrown).map(({ location }) => location?.file)).toEqual([
      'envs/dev/a.yaml',
      'envs/dev/b.yaml',
    ]);
    expect(log.filter((line) => line.startsWith('  refused: api in envs/dev/'))).toHaveLength(2);
    expect(log).toContainEqual(expect.stringMatching(/^ {2}not written: api in envs\/dev\/kustomization/));
    expect(log.join('\n')).not.toContain('  changes: ');
  });

  test('says which files cannot be edited in their encoding', async () => {
    const utf16 = Buffer.from(`\ufeffimage: ${stage.images}/api:v1\n`, 'utf16le');
    await configRepo(stage, 'acme/utf16', v1, { 'envs/dev/old.yaml': { content: utf16, mode: '100644' } });
    const [error] = await errorsOfRun({ 'config-repository': 'acme/utf16' });
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE', location: { file: 'envs/dev/old.yaml' } });
  });

  test('says when no file belongs to the environment', async () => {
    await stage.github.createRepository('acme/empty-env', {
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repository: ${stage.images}/api }
        environments:
          dev: { files: ["envs/dve/**"] }
      `,
    });
    const [error] = await errorsOfRun({ 'config-repository': 'acme/empty-env' });
    expect(error?.code).toBe('FILES_UNMATCHED');
    expect(error?.hint).toContain('envs/dve');
  });

  test('asks for a waybill.yaml or the input "files"', async () => {
    await stage.github.createRepository('acme/nothing', { 'README.md': '#\n' });
    const [error] = await errorsOfRun({ 'config-repository': 'acme/nothing' });
    expect(error).toMatchObject({ code: 'CONFIG_MISSING' });
    expect(error?.hint).toContain('files');
  });

  test('is empty', async () => {
    await stage.github.createRepository('acme/no-commit', {});
    const [error] = await errorsOfRun({ 'config-repository': 'acme/no-commit' });
    expect(error?.code).toBe('REPOSITORY_EMPTY');
  });

  test('is archived', async () => {
    (await configRepo(stage, 'acme/archived', v1)).configure({ archived: true });
    const [error] = await errorsOfRun({ 'config-repository': 'acme/archived' });
    expect(error?.code).toBe('REPOSITORY_READ_ONLY');
    expect(written()).toEqual([]);
  });

  test('has a rule on the branch of the lane', async () => {
    (await configRepo(stage, 'acme/protected', v1)).protect('waybill/dev/shop', { creation: true });
    const [error] = await errorsOfRun({ 'config-repository': 'acme/protected' });
    expect(error?.code).toBe('BRANCH_PROTECTED');
    expect(error?.hint).toContain('waybill/**');
  });

  test('has links and submodules among the files, which are passed over', async () => {
    await configRepo(stage, 'acme/links', v1, {
      'envs/dev/link.yaml': { content: '../../README.md', mode: '120000' },
    });
    const { log, report } = await run(stage, {
      images: 'api=v2',
      environment: 'dev',
      'config-repository': 'acme/links',
    });
    expect(report.lanes[0]?.outcome).toBe('created');
    expect(log.join('\n')).toContain('Not read: envs/dev/link.yaml: it is a symbolic link');
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
