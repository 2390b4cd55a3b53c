import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, milliseconds, ratio, sideBySide, table } from './measure.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * What a user waits before an action does anything: the bundle up to its first message, against Node that
 * does nothing.
 */
export async function coldStart(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  writeFileSync(join(folder, 'output'), '');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GITHUB_OUTPUT: join(folder, 'output') };
  const start = (name: string, file: string, args: readonly string[] = []) => ({
    name,
    run: () => command(process.execPath, [file, ...args], { env, accept: [0, 1] }),
  });
  const contenders = [
    start('node with an empty file', empty),
    start('promote, up to its first message', join(ROOT, 'dist/promote/index.js')),
    start('build, up to its first message', join(ROOT, 'dist/build/index.js')),
    start('record, up to its first message', join(ROOT, 'dist/record/index.js')),
    start('waybill --version', join(ROOT, 'dist/cli/index.js'), ['--version']),
  ];
  try {
    const times = await sideBySide(contenders, 9);
    const base = times[0] ?? Number.NaN;
    const rows = contenders.map(({ name }, index) => [
      name,
      milliseconds(times[index] ?? NaN),
      ratio(times[index] ?? NaN, base),
    ]);
    return table('Cold start of a bundle', [['', 'median of 9', 'bare Node'], ...rows]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
