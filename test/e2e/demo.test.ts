import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { COMPILED } from './run-action.ts';

interface Ended {
  readonly exitCode: number | null;
  readonly printed: string;
}

function demo(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onText: (text: string, stop: () => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['sandbox/demo/start.mjs', ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), 150_000);
    const collect = (text: string) => {
      printed += text;
      onText(printed, () => child.kill('SIGTERM'));
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, printed });
    });
  });
}

const steady = (text: string) =>
  text
    .replace(/\.{2,} +[\d.]+ s/g, '')
    .replace(/[\d.]+ s in all/, '')
    .replace(/127\.0\.0\.1:\d+/g, 'host')
    .replace(/[0-9a-f]{12,64}/g, 'hex')
    .replace(/\s+/g, ' ');

/**
 * Lines without what is another in every run, and without the number of a step, which Docker moves by one.
 */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => steady(line.replace(/^ ?\d+(?= {2})/, '').replace(/\d{4}-\d\d-\d\d/g, 'day')).trim());

describe('npm run demo', () => {
  test('shows the whole road in 80 columns, the same with and without colour, and ends with 0', async () => {
    const plain = await demo([], { NO_COLOR: '1', FORCE_COLOR: '' });
    expect(plain).toMatchObject({ exitCode: 0 });
    expect(plain.printed).toMatch(/digest\s+sha256:[0-9a-f]{64}/);
    const pulls = new Set(plain.printed.match(/\/acme\/config\/pull\/\d+/g));
    expect(pulls.size).toBe(9);
    expect(plain.printed).toMatch(/soaked too short and gives way[\s\S]*superseded:/);
    expect(plain.printed).toMatch(/pause +pending: shop in prod is paused: orders fail on Sundays/);
    expect(plain.printed).toMatch(/^ {4}\+ .*sha256:/m);
    expect(plain.printed).not.toContain('\u001b[');
    for (const line of plain.printed.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    const [, shown = 'no excerpt'] = /```text\n(.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(linesOf(plain.printed)).toEqual(expect.arrayContaining(linesOf(shown)));

    const coloured = await demo([], { NO_COLOR: '', FORCE_COLOR: '1' });
    expect(coloured).toMatchObject({ exitCode: 0 });
    expect(coloured.printed).toContain('\u001b[32m');
    expect(steady(stripVTControlCharacters(coloured.printed))).toBe(steady(plain.printed));
  });

  test('keeps the pages of the pull requests up with --serve, until it is told to end', async () => {
    const pages: Promise<Response>[] = [];
    const served = await demo(['--serve'], { NO_COLOR: '1', FORCE_COLOR: '' }, (printed, stop) => {
      const address = /merged +(http:\/\/127\.0\.0\.1:\d+\/acme\/config\/pull\/\d+)/.exec(printed)?.[1];
      if (address === undefined || !printed.includes('Ctrl-C') || pages.length > 0) return;
      pages.push(fetch(address));
      void pages[0]?.then((page) => page.clone().text()).finally(stop);
    });
    const page = await pages[0];
    expect(page?.status).toBe(200);
    expect(await page?.text()).toContain('envs/dev/kustomization.yaml');
    expect(served.exitCode).toBe(0);
  });

  test('says what it does, and what it does not know', async () => {
    expect(await demo(['--help'], {})).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining('--serve'),
    });
    const wrong = await demo(['--sevre'], {});
    expect(wrong.exitCode).toBe(2);
    expect(wrong.printed).toContain('--sevre');
    expect(wrong.printed).not.toContain('    at ');
  });
});
