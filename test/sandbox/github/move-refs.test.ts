import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ObjectStore } from '../../../sandbox/github/git/object-store.ts';
import { listRefs, moveRefs, readRef, ZERO_OID } from '../../../sandbox/github/git/refs.ts';
import { endWithTest } from '../../end-with-test.ts';

let store: ObjectStore;
let first: string;
let second: string;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'move-refs-'));
  store = ObjectStore.create(join(folder, 'repository.git'), 'main');
  endWithTest(() => rmSync(folder, { recursive: true, force: true }));
  endWithTest(() => store.close());
  first = await commit('first');
  second = await commit('second');
});

async function commit(message: string): Promise<string> {
  const who = { name: 'alice', email: 'alice@example.com', seconds: 1, offset: '+0000' };
  const tree = await store.writeTree([]);
  return store.writeCommit({ tree, parents: [], author: who, committer: who, message, sign: false });
}

function move(branch: string, before: string | undefined, after: string): Promise<boolean> {
  return moveRefs(store, [{ name: `refs/heads/${branch}`, before, after }]);
}

/** What git itself says. */
function git(...args: readonly string[]): string {
  return execFileSync('git', ['--git-dir', store.gitDirectory, ...args], { encoding: 'utf8' }).trim();
}

async function branches(): Promise<string[]> {
  const refs = await listRefs(store, 'refs/heads/');
  const listed = refs.map(({ name, oid }) => `${oid} ${name}`);
  expect(git('for-each-ref', '--format=%(objectname) %(refname)').split('\n').filter(Boolean)).toEqual(
    listed,
  );
  return listed.map((line) => line.slice(ZERO_OID.length + ' refs/heads/'.length));
}

describe('branches are created, moved and deleted as git sees them', () => {
  test('from where they are said to be', async () => {
    expect(await move('a/b', ZERO_OID, first)).toBe(true);
    expect(await move('a/b', ZERO_OID, second)).toBe(false);
    expect(await move('a/b', second, first)).toBe(false);
    expect(git('rev-parse', 'refs/heads/a/b')).toBe(first);
    expect(await move('a/b', first, second)).toBe(true);
    expect(git('rev-parse', 'refs/heads/a/b')).toBe(second);
    expect(await move('a/b', first, ZERO_OID)).toBe(false);
    expect(await branches()).toEqual(['a/b']);
    expect(await move('a/b', second, ZERO_OID)).toBe(true);
    expect(await move('a/b', second, ZERO_OID)).toBe(false);
    expect(await branches()).toEqual([]);
  });

  test('all of them or none, and no lock stays behind', async () => {
    await move('a', ZERO_OID, first);
    const moves = [
      { name: 'refs/heads/a', before: first, after: second },
      { name: 'refs/heads/b', before: first, after: second },
    ];
    expect(await moveRefs(store, moves)).toBe(false);
    expect(await branches()).toEqual(['a']);
    expect(git('rev-parse', 'refs/heads/a')).toBe(first);
    await move('b', ZERO_OID, first);
    expect(await moveRefs(store, moves)).toBe(true);
    expect(git('rev-parse', 'refs/heads/a', 'refs/heads/b')).toBe(`${second}\n${second}`);
    expect(existsSync(join(store.gitDirectory, 'refs/heads/a.lock'))).toBe(false);
  });

  test('a name below a branch, or above one, is refused until that one is gone', async () => {
    await move('a', ZERO_OID, first);
    expect(await move('a/b', ZERO_OID, first)).toBe(false);
    expect(await move('a', first, ZERO_OID)).toBe(true);
    expect(await move('a/b', ZERO_OID, first)).toBe(true);
    expect(await move('a', ZERO_OID, first)).toBe(false);
    expect(await move('a/b', first, ZERO_OID)).toBe(true);
    expect(await move('a', ZERO_OID, first)).toBe(true);
    expect(await branches()).toEqual(['a']);
  });

  test('two new names, one below the other, are refused together', async () => {
    const moves = ['a', 'a/b'].map((name) => ({
      name: `refs/heads/${name}`,
      before: ZERO_OID,
      after: first,
    }));
    expect(await moveRefs(store, moves)).toBe(false);
    expect(await moveRefs(store, moves.toReversed())).toBe(false);
    expect(await branches()).toEqual([]);
  });

  test('an object that is no commit, or not there, is refused', async () => {
    expect(await move('a', ZERO_OID, await store.writeTree([]))).toBe(false);
    expect(await move('a', ZERO_OID, 'd'.repeat(40))).toBe(false);
    expect(await branches()).toEqual([]);
  });
});

describe('what other programs did to the references is seen', () => {
  test('a branch that git moved', async () => {
    await move('a', ZERO_OID, first);
    git('update-ref', 'refs/heads/a', second);
    expect(await move('a', first, second)).toBe(false);
    expect((await readRef(store, 'refs/heads/a'))?.oid).toBe(second);
  });

  test('branches that git packed', async () => {
    await move('a', ZERO_OID, first);
    await move('b', ZERO_OID, first);
    git('pack-refs', '--all');
    expect((await readRef(store, 'refs/heads/a'))?.oid).toBe(first);
    expect(await move('a', ZERO_OID, second)).toBe(false);
    expect(await move('a/b', ZERO_OID, second)).toBe(false);
    expect(await move('a', first, second)).toBe(true);
    expect(await move('b', first, ZERO_OID)).toBe(true);
    expect(await branches()).toEqual(['a']);
  });

  test('a branch that another program has locked stays, and so does the lock', async () => {
    await move('a', ZERO_OID, first);
    const lock = join(store.gitDirectory, 'refs/heads/a.lock');
    writeFileSync(lock, '');
    expect(await move('a', first, second)).toBe(false);
    expect(existsSync(lock)).toBe(true);
    expect(git('rev-parse', 'refs/heads/a')).toBe(first);
  });

  test('a branch that is a link to another one', async () => {
    await move('a', ZERO_OID, first);
    git('symbolic-ref', 'refs/heads/b', 'refs/heads/a');
    expect((await readRef(store, 'refs/heads/b'))?.oid).toBe(first);
  });
});
