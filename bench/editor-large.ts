import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEW_DIGEST, NEW_TAG, REPOSITORY } from './editor-inputs.ts';
import { writeLargeTree } from './large-tree.ts';
import { command, milliseconds, peakMegabytes, ratio, sideBySide, table } from './measure.ts';

const CLI = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/cli/index.js');
const ROUNDS = 7;
const LAYERS = 10_000;

/**
 * `waybill set` over 50 MB of manifests and charts, against searching them with grep plus the start of Node,
 * and its memory there and over one environment of 10,000 layers.
 */
export async function editorLarge(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  try {
    const tree = join(folder, 'tree');
    const holding = writeLargeTree(tree);
    const layers = join(folder, 'layers');
    writeLayers(layers);
    await command('sync', []);
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    const set = (where: string): string[] => [
      ...[CLI, 'set', where, '--dry-run', '--json', '--image'],
      `${REPOSITORY}=${REPOSITORY}:${NEW_TAG}@${NEW_DIGEST}`,
    ];
    const search = async (): Promise<void> => {
      await command('grep', ['-rlF', REPOSITORY, tree]);
      await command(process.execPath, [empty]);
    };
    const edit = (): Promise<void> => command(process.execPath, set(tree));
    const contenders = [
      { name: 'grep -rlF, and the start of Node', run: search },
      { name: 'waybill set', run: edit },
    ];
    const times = await sideBySide(contenders, ROUNDS);
    const base = times[0] ?? NaN;
    const rows = contenders.map(({ name }, index) => [
      name,
      milliseconds(times[index] ?? NaN),
      ratio(times[index] ?? NaN, base),
    ]);
    for (const [name, where] of [
      ['peak memory', tree],
      [`peak memory over ${LAYERS.toLocaleString('en')} layers`, layers],
    ] as const)
      rows.push([name, `${(await peakMegabytes(set(where), folder)).toFixed(0)} MB`, '']);
    const title = `One image in ${holding.length} files of a tree of large files (50 MB)`;
    return table(title, [['', `median of ${ROUNDS}`, 'grep + Node'], ...rows]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An environment of many regions, each with a layer over the same values. */
function writeLayers(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'values.yaml'), `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`);
  for (let index = 0; index < LAYERS; index += 1) {
    const text = `replicas: 3\nimage:\n  tag: v1\n  pullPolicy: Always\nresources:\n  limits: {cpu: 1, memory: 1Gi}\n`;
    writeFileSync(join(folder, `values-region${index}.yaml`), text);
  }
}
