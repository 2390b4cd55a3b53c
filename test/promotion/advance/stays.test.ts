import { describe, expect, test } from '@jest/globals';
import { type FileChange, notTakenBack, staysOf } from '../../../src/promotion/advance/stays.ts';
import type { WrittenVersion } from '../../../src/promotion/roll-back/declared-turns.ts';

function version(tag: string): WrittenVersion {
  return { digest: undefined, tag };
}

/** `a: v1 -> v2 @3`: the commit of minute 3 changed the file `a`. */
function changes(...lines: readonly string[]): readonly FileChange[] {
  return lines.map((line) => {
    const [, path = '', before = '', after = '', minute = ''] =
      /^(\w+): (\S*) -> (\S*) @(\d+)$/.exec(line) ?? [];
    const commit = { oid: minute, url: '', at: new Date(Number(minute) * 60_000) };
    const versions = (tags: string) => tags.split(',').flatMap((tag) => (tag === '' ? [] : [version(tag)]));
    return { path, commit, before: versions(before), after: versions(after) };
  });
}

function said(stays: ReturnType<typeof staysOf>): readonly string[] {
  return stays.map(({ version: { tag }, first, end }) => `${tag} ${first?.oid ?? '?'}-${end?.oid ?? ''}`);
}

describe('stays', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing changed', [], []],
    ['one after the other in one file', ['a: v1 -> v2 @1', 'a: v2 -> v3 @2'], ['v1 ?-1', 'v2 1-2', 'v3 2-']],
    ['a file that is new', ['a:  -> v1 @1', 'a: v1 -> v2 @2'], ['v1 1-2', 'v2 2-']],
    ['a commit that changes something else of the file', ['a: v1 -> v1 @1'], ['v1 ?-']],
    [
      'a commit on a branch that was merged late, which changes another image of the file',
      ['a: v1 -> v2 @1', 'a: v1 -> v1 @2', 'a: v2 -> v2 @3'],
      ['v1 ?-1', 'v2 1-'],
    ],
    ['two files in one commit', ['a: v1 -> v2 @1', 'b: v1 -> v2 @1'], ['v1 ?-1', 'v2 1-']],
    [
      'two files one after the other: from the last that took it',
      ['a: v1 -> v2 @1', 'b: v1 -> v2 @2', 'a: v2 -> v3 @3', 'b: v2 -> v3 @4'],
      ['v1 ?-1', 'v2 2-3', 'v3 4-'],
    ],
    [
      'one that never was in all files',
      ['a: v1 -> v2 @1', 'a: v2 -> v3 @2', 'b: v1 -> v3 @2'],
      ['v1 ?-1', 'v3 2-'],
    ],
    [
      'a file that declares two versions at once',
      ['a: v1 -> v1,v2 @1', 'a: v1,v2 -> v2 @2'],
      ['v1 ?-1', 'v2 2-'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(said(staysOf(changes(...lines)))).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['what was replaced stays', ['a: v1 -> v2 @1', 'a: v2 -> v3 @2'], ['v1 ?-1', 'v2 1-2', 'v3 2-']],
    ['what was gone back over does not', ['a: v1 -> v2 @1', 'a: v2 -> v1 @2'], ['v1 2-']],
    [
      'nor does anything that came between',
      ['a: v1 -> v2 @1', 'a: v2 -> v3 @2', 'a: v3 -> v1 @3', 'a: v1 -> v4 @4'],
      ['v1 3-4', 'v4 4-'],
    ],
    [
      'what comes again after that counts from there',
      ['a: v1 -> v2 @1', 'a: v2 -> v1 @2', 'a: v1 -> v2 @3'],
      ['v1 2-3', 'v2 3-'],
    ],
  ])('taken back: %s', (_, lines, expected) => {
    expect(said(notTakenBack(staysOf(changes(...lines))))).toEqual(expected);
  });
});
