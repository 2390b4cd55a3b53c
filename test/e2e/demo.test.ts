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

/** Every page that a reader comes to from the first one, by its path: the status and the text. */
async function everyPage(start: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const left = ['/'];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const page = await fetch(`${start}${path}`);
    const text = await page.text();
    found.set(path, `${page.status} ${text}`);
    for (const [, link = ''] of text.matchAll(/(?:href|src)="([^"]*)"/g)) {
      const { origin, pathname } = new URL(link, `${start}${path}`);
      if (origin === start && !found.has(pathname) && !left.includes(pathname)) left.push(pathname);
    }
  }
  return found;
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

  test('keeps pages up with --serve: one waits for its gates, no link is dead, the image is private', async () => {
    let pages: Promise<ReadonlyMap<string, string>> | undefined;
    const served = await demo(['--serve'], { NO_COLOR: '1', FORCE_COLOR: '' }, (printed, stop) => {
      const address = /Pages: (http:\/\/127\.0\.0\.1:\d+) .*Ctrl-C/.exec(printed)?.[1];
      if (address === undefined || pages !== undefined) return;
      pages = everyPage(address);
      void pages.finally(stop);
    });
    const found = (await pages) ?? new Map<string, string>();
    expect([...found].filter(([, text]) => !text.startsWith('200 ')).map(([path]) => path)).toEqual([]);
    const [, open = ''] = /open {2,}http:\/\/[^/]+(\/acme\/config\/pull\/\d+)/.exec(served.printed) ?? [];
    const waiting = found.get(open) ?? '';
    expect(waiting).toMatch(/Soaks in dev for 30 minutes/);
    expect(waiting).toMatch(/Release notes/);
    expect(found.get('/acme/shop/pkgs/container/shop')).toMatch(/Private[\s\S]*sha256:[0-9a-f]{64}/);
    expect(found.get('/acme/config/pull/1')).toContain('envs/dev/kustomization.yaml');
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
