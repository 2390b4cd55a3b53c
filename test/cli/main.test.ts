import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { COMMANDS } from '../../src/cli/help.ts';
import { main } from '../../src/cli/main.ts';
import { OPTIONS } from '../../src/cli/arguments/options.ts';
import { Folder } from './command-line.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j explains every command', async (argv) => {
    const { code, out, err } = await folder.run(argv);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage:');
    for (const command of COMMANDS) expect(out).toContain(`waybill ${command} `);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('is what a bare call gets, as a mistake', async () => {
    const { code, out, err } = await folder.run([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage:');
  });

  test.each(COMMANDS)('of %s says its options, exit codes, and fits a terminal', async (command) => {
    const { code, out } = await folder.run([command, '--help']);
    const asTopic = await folder.run(['help', command]);
    expect(code).toBe(0);
    expect(out).toContain(`waybill ${command}: `);
    expect(out).toContain('Exit code: 0 ');
    expect(asTopic.out).toBe(out);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each(COMMANDS)('of %s names exactly the options that it takes', async (command) => {
    const { out } = await folder.run([command, '--help']);
    for (const name of Object.keys(OPTIONS)) {
      const { err } = await folder.run([command, `--${name}`]);
      const isTaken = !err.includes(`has no option --${name}`);
      expect([name, new RegExp(`--${name}\\b`).test(out)]).toEqual([name, isTaken]);
    }
  });
});

test('--version is the version of the package', async () => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const { code, out } = await folder.run(['--version']);
  expect([code, out]).toEqual([0, `${version}\n`]);
});

test.each([
  [['plann'], 'has no command "plann"', 'Did you mean "plan"?'],
  [['--helpp'], 'has no option "--helpp"', 'waybill --help'],
])('%j is refused', async (argv, message, hint) => {
  const { code, err } = await folder.run(argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err).toContain(hint);
});

describe('a stream whose reader went away', () => {
  const lost = async (code: string): Promise<readonly string[]> => {
    const listeners: ((error: NodeJS.ErrnoException) => void)[] = [];
    const told: string[] = [];
    const stream = {
      write: () => true,
      on: (_: 'error', listener: (error: NodeJS.ErrnoException) => void) => listeners.push(listener),
    };
    const node = process.versions.node;
    const terminal = { stdout: stream, stderr: stream, cwd: folder.path, node, env: {} };
    await main(['--version'], { ...terminal, lost: (error) => told.push(error.message) });
    for (const listener of listeners) listener(Object.assign(new Error(code), { code }));
    return told;
  };

  test('is no error', async () => {
    await expect(lost('EPIPE')).resolves.toEqual([]);
  });

  test('is told from one that fails', async () => {
    await expect(lost('ENOSPC')).resolves.toEqual(['ENOSPC', 'ENOSPC']);
  });
});
