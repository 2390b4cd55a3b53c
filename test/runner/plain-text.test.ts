import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { oneLine, shortened, withoutCommands } from '../../src/runner/plain-text.ts';
import { rounds } from '../rounds.ts';

/**
 * What the runner takes for a command (actions/runner, ActionCommand.cs), with the line ends of a .NET
 * reader.
 */
function commandsIn(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => /^[\s\u0085]*::/.test(line) || /##\[/.test(line));
}

describe('foreign text in the log cannot command the runner', () => {
  test.each([
    ['at the start', '::set-env name=PATH::/evil'],
    ['after white space', ' \t\u00a0\u2003::add-mask::a'],
    ['on a later line', 'fine\n::error::x'],
    ['after a lone carriage return', 'fine\r::error::x'],
    ['after a Unicode line separator', 'fine\u2028::error::x'],
    ['after a zero-width character that is taken out', '\u200b::error::x'],
    ['between control characters that are taken out', ':\u0000:error::x'],
    ['in the old form, anywhere', 'so ##[error]x'],
    ['in the old form, after a zero-width character', '#\u200b#[error]x'],
    ['with more colons', ':::error::x'],
  ])('%s', (_, text) => {
    expect(commandsIn(withoutCommands(text))).toEqual([]);
  });

  test('whatever it is made of', () => {
    const piece = fc.constantFrom(
      '::',
      ':',
      '##[',
      '#',
      '[',
      '\r',
      '\n',
      '\u2028',
      '\u0085',
      '\u200b',
      ' ',
      'a',
      '\u001b',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(commandsIn(withoutCommands(pieces.join('')))).toEqual([]);
      }),
      rounds(1000),
    );
  });
});

describe('what a person should read stays', () => {
  test.each([
    ['ordinary words', 'Pushed ghcr.io/acme/api:v1@sha256:ab', 'Pushed ghcr.io/acme/api:v1@sha256:ab'],
    ['C++ names', 'in std::vector at x.cc', 'in std::vector at x.cc'],
    ['tabs and line ends', 'a\tb\nc', 'a\tb\nc'],
    ['colours', '\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m'],
    ['the words of a broken command', '::error::x', ': :error::x'],
  ])('%s', (_, text, shown) => {
    expect(withoutCommands(text)).toBe(shown);
  });

  test('other escapes and marks that reorder text do not', () => {
    expect(withoutCommands('a\u001b]0;title\u0007b\u202ec')).toBe('a]0;titlebc');
  });
});

test('a title is one line', () => {
  expect(oneLine('build\n::error::x')).toBe('build : :error::x');
});

test('a long text is cut with a mark, never inside a character', () => {
  expect(shortened('abc', 3)).toBe('abc');
  const cut = shortened('🚢'.repeat(20), 20);
  expect(cut.length).toBeLessThanOrEqual(20);
  expect(cut).toMatch(/^🚢+… \(shortened\)$/u);
});
