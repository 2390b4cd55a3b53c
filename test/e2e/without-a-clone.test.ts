import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { endWithTest } from '../end-with-test.ts';

const run = promisify(execFile);

/**
 * Of these npm makes the whole development tree before it packs what comes from git (pacote, `prepareDir`).
 */
const PREPARING = ['postinstall', 'build', 'preinstall', 'install', 'prepack', 'prepare'];

describe('the command line without a clone', () => {
  const manifest: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  let folder: string;
  let packed: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-npx-'));
    endWithTest(() => rmSync(folder, { recursive: true, force: true }));
    await run('npm', ['pack', '--silent', '--pack-destination', folder]);
    packed = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  });

  test('needs nothing beside its bundle, and nothing is made ready when it comes from git', () => {
    expect(manifest['dependencies'] ?? {}).toEqual({});
    expect(manifest['optionalDependencies'] ?? {}).toEqual({});
    expect(PREPARING.filter((name) => name in (manifest['scripts'] ?? {}))).toEqual([]);
  });

  test('plans a promotion in a working tree, from nothing but what npm packs', async () => {
    cpSync('examples/config-kustomize', join(folder, 'config'), { recursive: true });
    const digest = `sha256:${'a'.repeat(64)}`;
    const image = `shop=ghcr.io/acme/shop:v9@${digest}`;
    const { stdout } = await run(
      'npx',
      [
        ...['--yes', '--offline', '--cache', join(folder, 'cache'), '--package', packed],
        ...['waybill', 'plan', 'dev', '--image', image],
      ],
      { cwd: join(folder, 'config') },
    );
    expect(stdout).toContain(digest);
    expect(stdout).toContain('envs/dev/kustomization.yaml');
  });
});
