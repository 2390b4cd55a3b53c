import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Bundle } from './bundles.ts';
import { answeringGitHub, untilBaseIsKnown } from './first-line.ts';
import { command, type Contender, milliseconds, ratio, sideBySide, table } from './measure.ts';

const ROUNDS = 9;
const DELAY_MS = 40;

/**
 * What a user waits before an action does anything, against Node that does nothing: up to a first message,
 * and up to the first line that needed valid inputs and the commit of the base branch.
 */
export async function coldStart(bench: Bench): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  const github = await answeringGitHub(DELAY_MS);
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  writeFileSync(join(folder, 'output'), '');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GITHUB_OUTPUT: join(folder, 'output') };
  const start = (name: string, file: string, args: readonly string[] = []): Contender => ({
    name,
    run: () => command(process.execPath, [file, ...args], { env, accept: [0, 1] }),
  });
  const [atOnce, slow] = github.hosts;
  const ofBundle = ({ name, dist }: Bundle): readonly Contender[] => [
    ...['promote', 'build', 'record'].map((action) =>
      start(`${name}: ${action}, up to its first message`, join(dist, action, 'index.js')),
    ),
    {
      name: `${name}: promote, up to the base commit`,
      run: () => untilBaseIsKnown(dist, atOnce, folder),
    },
    {
      name: `${name}: the same, ${DELAY_MS} ms a round trip`,
      run: () => untilBaseIsKnown(dist, slow, folder),
    },
    start(`${name} --version`, join(dist, 'cli/index.js'), ['--version']),
  ];
  const contenders = [start('node with an empty file', empty), ...bench.bundles.flatMap(ofBundle)];
  try {
    const rounds = bench.rounds(ROUNDS);
    const times = await sideBySide(contenders, rounds);
    const base = times[0] ?? Number.NaN;
    const rows = contenders.map(({ name }, index) => [
      name,
      milliseconds(times[index] ?? NaN),
      ratio(times[index] ?? NaN, base),
    ]);
    return table('Cold start of a bundle', [['', `median of ${rounds}`, 'bare Node'], ...rows]);
  } finally {
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
