import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorsIn } from './problems-of.ts';
import { rounds } from '../rounds.ts';

const complete = readFileSync(new URL('fixtures/complete.yaml', import.meta.url), 'utf8');
const lines = complete.split('\n');

/** Every error has a code of its own, a hint, and a place inside the text. */
function expectLocated(text: string): void {
  const rows = text.split('\n');
  for (const { code, hint, location, message } of errorsIn(text)) {
    expect([code, message]).toEqual(['CONFIG_INVALID', expect.any(String)]);
    expect(hint).toMatch(/\.$/);
    expect(location?.line).toBeGreaterThanOrEqual(1);
    expect(location?.line).toBeLessThanOrEqual(rows.length);
    expect(location?.column).toBeLessThanOrEqual([...(rows[(location?.line ?? 1) - 1] ?? '')].length + 1);
  }
}

test('a value or key put in place of any word is accepted, or refused at a place in the file', () => {
  const words = [...complete.matchAll(/[\w./*:>=-]+/g)];
  const instead = fc.oneof(
    fc.constantFrom(
      'null',
      '7',
      'true',
      '[]',
      '{}',
      '"x y"',
      '-',
      '&a',
      '*a',
      '<<',
      '!x',
      '__proto__',
      '| ',
      '"',
      "'",
      '{',
      ']',
    ),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...words), instead, (word, replacement) => {
      expectLocated(
        complete.slice(0, word.index) + replacement + complete.slice(word.index + word[0].length),
      );
    }),
    { ...rounds(400), seed: 7 },
  );
});

test('so is a file that lost lines, or has them twice', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(lines.length - 1), { maxLength: lines.length }), (indexes) => {
      expectLocated(indexes.map((index) => lines[index] ?? '').join('\n'));
    }),
    { ...rounds(200), seed: 7 },
  );
});

test('so is a file that is cut anywhere', () => {
  for (let at = 0; at < complete.length; at += 7) expectLocated(complete.slice(0, at));
});
