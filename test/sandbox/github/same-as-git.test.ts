import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { blame } from '../../../sandbox/github/git/blame.ts';
import { divergence, logIds, mergeBase } from '../../../sandbox/github/git/history.ts';
import { mergedTree } from '../../../sandbox/github/git/merge.ts';
import { ObjectStore } from '../../../sandbox/github/git/object-store.ts';
import { editTree, type TreeChange } from '../../../sandbox/github/git/tree-edit.ts';
import { endWithTest } from '../../end-with-test.ts';

const PATHS = ['a/one', 'a/two', 'b/one', 'three'];

/** Numbers that look random, and are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function openStore(): ObjectStore {
  const folder = mkdtempSync(join(tmpdir(), 'same-as-git-'));
  const store = ObjectStore.create(join(folder, 'repository.git'), 'main');
  endWithTest(() => rmSync(folder, { recursive: true, force: true }));
  endWithTest(() => store.close());
  return store;
}

/** What git prints; `refused` where it ends with another code than 0. */
function git(store: ObjectStore, ...args: readonly string[]): string {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync('git', ['--git-dir', store.gitDirectory, ...args], {
      encoding: 'utf8',
      stdio: [...stdio],
    });
  } catch {
    return 'refused';
  }
}

async function write(
  store: ObjectStore,
  commit: { parents: readonly string[]; changes: Readonly<Record<string, string | null>>; seconds: number },
): Promise<string> {
  const changes: TreeChange[] = [];
  for (const [path, text] of Object.entries(commit.changes)) {
    if (text === null) changes.push({ kind: 'remove', path });
    else changes.push({ kind: 'put', path, mode: '100644', oid: await store.writeBlob(Buffer.from(text)) });
  }
  const outcome = await editTree(store, commit.parents[0], changes);
  if (outcome.kind !== 'written') throw new Error(outcome.kind);
  const who = { name: 'alice', email: 'alice@example.com', seconds: commit.seconds, offset: '+0000' };
  const { parents } = commit;
  return store.writeCommit({
    tree: outcome.oid,
    parents,
    author: who,
    committer: who,
    message: 'x',
    sign: false,
  });
}

/** A history of branches and merges: each commit changes a line somewhere, or joins two others. */
async function someHistory(store: ObjectStore, seed: number): Promise<string[]> {
  const below = numbers(seed);
  const text = (): string => Array.from({ length: 4 }, () => `line ${below(3)}\n`).join('');
  const first = Object.fromEntries(PATHS.map((path) => [path, text()]));
  const commits = [await write(store, { parents: [], changes: first, seconds: 1000 })];
  const pick = (): string => commits[Math.max(0, commits.length - 1 - below(4))] ?? '';
  for (let number = 1; number < 14; number += 1) {
    const [one, other] = [pick(), pick()];
    const parents = below(3) === 0 && one !== other ? [one, other] : [one];
    const changes =
      parents.length > 1 && below(2) === 0 ? {} : { [PATHS[below(PATHS.length)] ?? '']: text() };
    commits.push(await write(store, { parents, changes, seconds: 1000 + number * 60 }));
  }
  return commits;
}

function shownRanges(porcelain: string): string[] {
  return [...porcelain.matchAll(/^([0-9a-f]{40}) \d+ (\d+) (\d+)$/gm)].map(
    ([, oid, start, count]) => `${oid} ${start} ${Number(start) + Number(count) - 1}`,
  );
}

describe.each([1, 2, 3])('what is answered without a process is what git answers, in history %i', (seed) => {
  test('of two commits: their base, how far they are apart, and their merge', async () => {
    const store = openStore();
    const commits = await someHistory(store, seed);
    for (const [index, left] of commits.slice(2).entries()) {
      const right = commits[(index * 5 + seed) % commits.length] ?? '';
      const bases = git(store, 'merge-base', '--all', left, right).trim().split('\n');
      expect(bases).toContain(await mergeBase(store, left, right));
      const [behind, ahead] = git(store, 'rev-list', '--left-right', '--count', `${left}...${right}`).split(
        '\t',
      );
      expect(await divergence(store, left, right)).toEqual({ ahead: Number(ahead), behind: Number(behind) });
      const merged = git(store, 'merge-tree', '--write-tree', left, right);
      expect((await mergedTree(store, left, right)) ?? 'refused').toBe(merged.split('\n')[0]);
    }
  });

  test('of a path: the commits that changed it, and the lines', async () => {
    const store = openStore();
    const commits = await someHistory(store, seed);
    for (const [index, commit] of commits.slice(4).entries()) {
      const path = PATHS[(index + seed) % PATHS.length] ?? '';
      const changed = git(store, 'rev-list', '--topo-order', commit, '--', path).split('\n').filter(Boolean);
      expect(await logIds(store, commit, { path })).toEqual(changed);
      const ranges = (await blame(store, commit, path)) ?? [];
      expect(ranges.map(({ oid, start, end }) => `${oid} ${start} ${end}`)).toEqual(
        shownRanges(git(store, 'blame', '--porcelain', commit, '--', path)),
      );
    }
  });
});

describe('a merge', () => {
  const FILES = { 'a/one': '1\n2\n3\n', 'a/two': 'x\n', three: 'y\n' };

  test.each<[string, Readonly<Record<string, string | null>>, Readonly<Record<string, string | null>>]>([
    ['of two files', { 'a/one': '2\n' }, { three: 'z\n' }],
    ['of two files of one folder', { 'a/one': '2\n' }, { 'a/two': 'z\n' }],
    ['of the same change', { three: 'z\n' }, { three: 'z\n', 'a/two': 'z\n' }],
    ['of two versions of one file', { three: 'z\n' }, { three: 'w\n' }],
    ['of two places in one file', { 'a/one': '0\n1\n2\n3\n' }, { 'a/one': '1\n2\n3\n4\n' }],
    ['of a removed file and a change of another', { three: null }, { 'a/one': '2\n' }],
    ['of a removed file and a change of it', { three: null }, { three: 'z\n' }],
    [
      'of a renamed file and a change of it',
      { 'a/one': null, 'b/one': FILES['a/one'] },
      { 'a/one': '1\n2\n3\n4\n' },
    ],
    [
      'of a renamed folder and a new file in it',
      { 'a/one': null, 'a/two': null, 'b/one': FILES['a/one'], 'b/two': 'x\n' },
      { 'a/three': 'new\n' },
    ],
    ['of a file and a folder of one name', { n: 'file\n' }, { 'n/file': 'x\n' }],
    ['of all files gone, some on each side', { 'a/one': null, 'a/two': null }, { three: null }],
    ['of the last files of a folder, one on each side', { 'a/one': null }, { 'a/two': null }],
  ])('%s comes to what git makes of it', async (_name, ours, theirs) => {
    const store = openStore();
    const base = await write(store, { parents: [], changes: FILES, seconds: 1 });
    const left = await write(store, { parents: [base], changes: ours, seconds: 2 });
    const right = await write(store, { parents: [base], changes: theirs, seconds: 3 });
    const merged = git(store, 'merge-tree', '--write-tree', left, right).split('\n')[0];
    expect((await mergedTree(store, left, right)) ?? 'refused').toBe(merged);
    expect((await mergedTree(store, right, left)) ?? 'refused').toBe(merged);
  });
});
