import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDigest } from '../../../src/image/digest.ts';
import {
  type DeclarationChange,
  declaredBefore,
  declaredInTurn,
  everDeclared,
  versionKey,
  type WrittenVersion,
} from '../../../src/promotion/roll-back/declared-turns.ts';
import { rounds } from '../../rounds.ts';

/** `v1` to `v9` by digest; `t1` by tag alone. */
function version(name: string): WrittenVersion {
  if (name.startsWith('t')) return { digest: undefined, tag: name };
  return { digest: parseDigest(`sha256:${name.slice(1).padStart(64, '0')}`), tag: name };
}

/**
 * Changes in the order of time, one commit each: `v1>v2`; several files of one commit stand behind a comma.
 */
function changes(...commits: readonly string[]): readonly DeclarationChange[] {
  return commits.flatMap((commit, index) =>
    commit.split(',').map((file): DeclarationChange => {
      const [before = '', after = ''] = file.split('>');
      const side = (text: string) =>
        text
          .split('+')
          .filter((name) => name !== '')
          .map(version);
      const at = new Date(Date.UTC(2026, 0, 1, 0, index));
      return { commit: { oid: `c${index}`, url: '', at }, before: side(before), after: side(after) };
    }),
  );
}

function goesBackTo(
  past: readonly DeclarationChange[],
  present: string,
  held: readonly string[] = [],
): string {
  const names = present.split('+').map(version);
  const isHeld = (one: WrittenVersion): boolean => held.includes(one.tag ?? '');
  const found = declaredBefore(declaredInTurn(past), names, isHeld);
  if (found.kind === 'found') return found.version.tag ?? '';
  return found.kind === 'several' ? found.versions.map(({ tag }) => tag).join('+') : 'none';
}

describe('what was declared before', () => {
  test.each<[string, readonly string[], string, string]>([
    ['one change', ['>v1', 'v1>v2'], 'v2', 'v1'],
    ['the newest of several', ['>v1', 'v1>v2', 'v2>v3'], 'v3', 'v2'],
    ['nothing but the first', ['>v1'], 'v1', 'none'],
    ['a change that is no change of the version', ['>v1', 'v1>v2', 'v2>v2'], 'v2', 'v1'],
    ['going back once', ['>v1', 'v1>v2', 'v2>v3', 'v3>v2'], 'v2', 'v1'],
    ['going back twice', ['>v1', 'v1>v2', 'v2>v3', 'v3>v2', 'v2>v1'], 'v1', 'none'],
    ['going forth again', ['>v1', 'v1>v2', 'v2>v1', 'v1>v2'], 'v2', 'v1'],
    ['a newer one after going back', ['>v1', 'v1>v2', 'v2>v1', 'v1>v3'], 'v3', 'v1'],
    ['two files in one commit', ['>v1,>v1', 'v1>v2,v1>v2'], 'v2', 'v1'],
    ['two files one after the other', ['>v1', 'v1>v2,v1>v1', 'v1>v2'], 'v2', 'v1'],
    ['a wave half done', ['>v1', 'v1>v2'], 'v2+v1', 'v1'],
    ['two files that differed', ['>v1,>v2', 'v1>v3,v2>v3'], 'v3', 'v1+v2'],
    ['a file that followed from another version', ['>v1,>v2', 'v1>v3', 'v2>v3'], 'v3', 'v1'],
    ['files of which nobody knows how they came to differ', ['v1>v3', 'v2>v3'], 'v3', 'v1+v2'],
    ['a version that came again after going back', ['>v1', 'v1>v2', 'v2>v3', 'v3>v1', 'v1>v3'], 'v3', 'v1'],
    ['a tag alone', ['>t1', 't1>v2'], 'v2', 't1'],
    ['an image that was taken out and put in again', ['>v1', 'v1>v2', 'v2>', '>v2'], 'v2', 'v1'],
    ['a present that no change brought', ['>v1', 'v1>v2'], 'v9', 'none'],
    ['no history', [], 'v1', 'none'],
  ])('of %s', (_what, past, present, before) => {
    expect(goesBackTo(changes(...past), present)).toBe(before);
  });

  test.each<[string, readonly string[], string]>([
    ['the one before that', ['v2'], 'v1'],
    ['nothing when all is held', ['v1', 'v2'], 'none'],
  ])('where it is held is %s', (_what, held, before) => {
    expect(goesBackTo(changes('>v1', 'v1>v2', 'v2>v3'), 'v3', held)).toBe(before);
  });

  test('is never what is declared now, nor what is held, nor what never was', () => {
    const step = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.subarray([1, 2, 3, 4, 5]),
        (steps, held) => {
          const turns = steps.map((one, index) => `${index === 0 ? '' : `v${steps[index - 1]}`}>v${one}`);
          const past = changes(...turns);
          const present = `v${steps.at(-1)}`;
          const before = goesBackTo(
            past,
            present,
            held.map((one) => `v${one}`),
          );
          expect(before).not.toBe(present);
          expect(held.map((one) => `v${one}`)).not.toContain(before);
          if (before !== 'none') expect(everDeclared(past).map(({ tag }) => tag)).toContain(before);
        },
      ),
      rounds(1000),
    );
  });

  test('is found as an undo finds it', () => {
    const step = fc.oneof(fc.constant('undo' as const), fc.constant('new' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const stack = ['v1'];
        const turns = ['>v1'];
        let fresh = 1;
        for (const one of steps) {
          const from = stack.at(-1) ?? '';
          if (one === 'undo' && stack.length === 1) continue;
          if (one === 'undo') stack.pop();
          else stack.push(`v${(fresh += 1)}`);
          turns.push(`${from}>${stack.at(-1) ?? ''}`);
        }
        expect(goesBackTo(changes(...turns), stack.at(-1) ?? '')).toBe(stack.at(-2) ?? 'none');
      }),
      rounds(1000),
    );
  });
});

test('every version that was declared is listed once, the newest first', () => {
  const past = changes('>v1', 'v1>v2', 'v2>v3', 'v3>v2');
  expect(everDeclared(past).map(versionKey)).toEqual(
    ['v2', 'v3', 'v1'].map((name) => versionKey(version(name))),
  );
});

test('a version that one commit brought and the next took away is named once', () => {
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((tag) => ({ digest: undefined, tag }));
  if (v1 === undefined || v2 === undefined || v3 === undefined) throw new TypeError('no version');
  const commit = { oid: '1', url: '', at: new Date(0) };
  const past = [
    { commit, before: [v1], after: [v2] },
    { commit, before: [v2], after: [v3] },
  ];
  expect(everDeclared(past)).toEqual([v3, v2, v1]);
});
