import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diffLines } from 'diff';
import { INPUTS, type LinesInput, NEW_DIGEST, NEW_TAG, REPOSITORY } from './editor-inputs.ts';
import { command, installed, table } from './measure.ts';

const CLI = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/cli/index.js');

interface Peer {
  readonly name: string;
  /** The command for one input; undefined where the peer is not made for such a file. */
  readonly command: (input: LinesInput) => readonly [string, readonly string[]] | undefined;
}

const PEERS: readonly Peer[] = [
  {
    name: 'waybill set',
    command: (input) => [
      process.execPath,
      [CLI, 'set', input.file, '--image', `${REPOSITORY}=${REPOSITORY}:${NEW_TAG}@${NEW_DIGEST}`],
    ],
  },
  {
    name: 'kustomize edit set image',
    command: (input) =>
      input.kustomize
        ? ['kustomize', ['edit', 'set', 'image', `api=${REPOSITORY}:${NEW_TAG}@${NEW_DIGEST}`]]
        : undefined,
  },
  {
    name: 'yq -i',
    command: (input) => (input.yq === undefined ? undefined : ['yq', ['-i', input.yq, input.file]]),
  },
];

/**
 * Lines that each editor changed, over the lines that had to change, on the same inputs. A line that was
 * moved counts as changed.
 */
export async function editorLines(): Promise<string> {
  const rows: string[][] = [['', 'minimum', ...PEERS.map((peer) => peer.name)]];
  const present = new Map([
    ['waybill set', true],
    ['kustomize edit set image', await installed('kustomize', ['version'])],
    // Another program of that name, a wrapper of jq, has no -i with these expressions.
    ['yq -i', await installed('yq', ['--version'], /mikefarah/)],
  ]);
  for (const input of INPUTS) {
    const cells = [];
    for (const peer of PEERS)
      cells.push(present.get(peer.name) === true ? await changedLines(peer, input) : 'not installed');
    rows.push([input.name, String(input.minimum), ...cells]);
  }
  return table('Lines changed, over lines that had to change', rows);
}

async function changedLines(peer: Peer, input: LinesInput): Promise<string> {
  const call = peer.command(input);
  if (call === undefined) return '-';
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  try {
    const path = join(folder, input.file);
    writeFileSync(path, input.text);
    await command(call[0], call[1], { cwd: folder });
    const after = readFileSync(path, 'utf8');
    const right = after.includes(NEW_TAG) && after.includes(NEW_DIGEST);
    return right ? `${changed(input.text, after)}/${input.minimum}` : 'not set';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The larger of lines removed and lines added, summed over the places that differ, byte for byte. */
function changed(before: string, after: string): number {
  let lines = 0;
  let removed = 0;
  for (const part of diffLines(before, after, { stripTrailingCr: false })) {
    const count = part.count ?? 0;
    if (part.removed === true) removed = count;
    else if (part.added === true) {
      lines += Math.max(removed, count);
      removed = 0;
    } else {
      lines += removed;
      removed = 0;
    }
  }
  return lines + removed;
}
