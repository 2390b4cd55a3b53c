import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askHelper } from '../../../src/registry/login/credential-helper.ts';
import { endWithTest } from '../../end-with-test.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-helper-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Puts a helper on a search path of its own. */
async function helper(name: string, script: string): Promise<Record<string, string>> {
  const path = join(folder, `docker-credential-${name}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin`, FOLDER: folder };
}

describe('askHelper', () => {
  test('says "get" to the helper and the server on its standard input', async () => {
    const environment = await helper(
      'ok',
      'echo "$*" >"$FOLDER/arguments"; cat >"$FOLDER/input"; echo \'{"ServerURL":"x","Username":"ci","Secret":"pass"}\'',
    );
    expect(await askHelper('ok', 'ghcr.io', { environment })).toEqual({
      kind: 'found',
      username: 'ci',
      secret: 'pass',
    });
    expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe('get\n');
    expect(await readFile(join(folder, 'input'), 'utf8')).toBe('ghcr.io\n');
  });

  test.each([
    ['has nothing', 'echo "credentials not found in native keychain"; exit 1', { kind: 'none' }],
    ['has an empty secret', 'echo \'{"Username":"","Secret":""}\'', { kind: 'none' }],
    [
      'fails',
      'echo "keychain is locked: hunter2"; exit 3',
      { kind: 'failure', reason: 'docker-credential-x ended with exit code 3' },
    ],
    [
      'prints junk',
      'echo hunter2',
      { kind: 'failure', reason: 'docker-credential-x did not answer with a user name and a secret' },
    ],
    [
      'prints other JSON',
      'echo \'{"Secret":5}\'',
      { kind: 'failure', reason: 'docker-credential-x did not answer with a user name and a secret' },
    ],
    [
      'never stops printing',
      'exec yes hunter2',
      { kind: 'failure', reason: 'docker-credential-x answered with more than 65536 bytes' },
    ],
    [
      'ends before it reads',
      'exec <&-; echo \'{"Username":"ci","Secret":"s"}\'',
      { kind: 'found', username: 'ci', secret: 's' },
    ],
  ])('a helper that %s', async (_what, script, answer) => {
    expect(await askHelper('x', 'ghcr.io', { environment: await helper('x', script) })).toEqual(answer);
  });

  test('a helper that hangs is ended, with its children out of the way', async () => {
    // A pipe with a name is read to its end when the last one who writes to it is gone.
    execFileSync('mkfifo', [join(folder, 'started'), join(folder, 'alive')]);
    const environment = await helper(
      'slow',
      'exec 9>"$FOLDER/alive"; sleep 60 9>&- & echo $! >"$FOLDER/started"; wait',
    );
    mock.timers.enable({ apis: ['setTimeout'] });
    endWithTest(() => mock.timers.reset());
    const answer = askHelper('slow', 'ghcr.io', { environment, timeout: 300 });
    const ended = readFile(join(folder, 'alive'), 'utf8');
    const child = Number(await readFile(join(folder, 'started'), 'utf8'));
    mock.timers.tick(300);
    expect(await answer).toEqual({
      kind: 'failure',
      reason: 'docker-credential-slow did not answer within 0.3 s',
    });
    expect(await ended).toBe('');
    // The helper is ended and not what it started, which must not make anybody wait.
    process.kill(child);
  });

  test('a helper that is not installed is said to be missing', async () => {
    const answer = await askHelper('none', 'ghcr.io', { environment: { PATH: folder } });
    expect(answer).toEqual({
      kind: 'failure',
      reason: 'docker-credential-none could not be started (it is not on the PATH)',
    });
  });

  test.each([
    '../../evil',
    'a/b',
    '/bin/sh',
    'a b',
    'a;touch x',
    '$(id)',
    '',
    '-x',
    'x-',
    'A',
    'a.b',
    'a\n',
    'é',
  ])('the name %j starts nothing', async (name) => {
    const environment = await helper('evil', 'touch "$FOLDER/started"');
    expect(await askHelper(name, 'ghcr.io', { environment })).toMatchObject({
      kind: 'failure',
      reason: expect.stringContaining('is not the name of a credential helper'),
    });
    await expect(readFile(join(folder, 'started'))).rejects.toThrow(/ENOENT/);
  });
});
