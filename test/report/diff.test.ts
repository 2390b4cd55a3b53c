import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { paintDiff, unifiedDiff } from '../../src/report/diff.ts';
import { rounds } from '../rounds.ts';

/** What git makes of `before` with the diff applied. */
function applied(path: string, before: string, diff: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-diff-'));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), before);
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff });
    return readFileSync(join(folder, path), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a unified diff', () => {
  test('is empty when nothing changes', () => {
    expect(unifiedDiff({ path: 'a', before: 'x\n', after: 'x\n' })).toBe('');
  });

  test('has three lines of context around a change', () => {
    const lines = ['1', '2', '3', '4', '5', '6', '7', '8', '9', ''];
    const before = lines.join('\n');
    expect(unifiedDiff({ path: 'envs/a.yaml', before, after: before.replace('5', 'five') })).toBe(
      '--- a/envs/a.yaml\n+++ b/envs/a.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    );
  });

  test.each([
    ['two places far apart', 'a.yaml', `a\n${'x\n'.repeat(20)}b\n`, `A\n${'x\n'.repeat(20)}B\n`],
    ['an inserted line', 'a.yaml', 'a\nb\n', 'a\nnew\nb\n'],
    ['CRLF', 'a.yaml', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n'],
    ['no newline at the end', 'a.yaml', 'a\nb', 'a\nB'],
    ['a byte order mark', 'a.yaml', '\ufeffa\nb\n', '\ufeffa\nB\n'],
    ['lines that look like a header', 'a.yaml', '-- a/x\n++ b/x\n@@\n', '-- a/x\n@@\n'],
    ['a blank in the name', 'my envs/a b.yaml', 'a\n', 'b\n'],
    ['letters beyond ASCII in the name', 'umgebung/größe.yaml', 'a\n', 'b\n'],
    ['a quote in the name', 'a"b.yaml', 'a\n', 'b\n'],
  ])('with %s is one that git applies', (_, path, before, after) => {
    expect(applied(path, before, unifiedDiff({ path, before, after }))).toBe(after);
  });

  test('of a long file names the lines as they are counted in it', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index % 7}`);
    const before = `${lines.join('\n')}\n`;
    const after = `${lines.with(2000, 'changed').join('\n')}\n`;
    expect(unifiedDiff({ path: 'a', before, after })).toContain('@@ -1998,7 +1998,7 @@');
  });

  test('of any two texts is one that patches the first to the second', () => {
    const line = fc.constantFrom('a', 'b', '', 'a b', 'x\r');
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
      .map(([lines, isEnded]) => lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : ''));
    fc.assert(
      fc.property(text, text, fc.nat(5000), (before, after, above) => {
        const head = 'same\n'.repeat(above);
        const [old, fresh] = [head + before, head + after];
        const diff = unifiedDiff({ path: 'a', before: old, after: fresh });
        // Without a hunk it is no patch.
        expect(diff === '' ? old : applyPatch(old, diff, { autoConvertLineEndings: false })).toBe(fresh);
      }),
      rounds(500),
    );
  });

  test('an empty file is a range of no lines', () => {
    expect(unifiedDiff({ path: 'a', before: '', after: 'x\n' })).toBe(
      '--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+x\n',
    );
  });
});

describe('a painted diff', () => {
  const diff = unifiedDiff({ path: 'a', before: 'x\nold\n', after: 'x\nnew\n' });

  test('colours what goes and what comes', () => {
    expect(paintDiff(diff, true)).toContain('\u001b[31m-old\u001b[39m\n\u001b[32m+new\u001b[39m\n');
  });

  test('without colour is the diff', () => {
    expect(paintDiff(diff, false)).toBe(diff);
  });

  test.each([
    ['\u001b[2J', '\\u{1b}[2J'],
    ['a\rb', 'a\\u{d}b'],
    ['\u202egnp', '\\u{202e}gnp'],
    ['\u0085', '\\u{85}'],
    ['\u2028', '\\u{2028}'],
    ['tab\tstays', 'tab\tstays'],
  ])('shows %j as %s', (text, shown) => {
    expect(paintDiff(` ${text}`, false)).toBe(` ${shown}`);
  });

  test('leaves the ending of a CRLF line out', () => {
    expect(paintDiff('+a\r\n b\r\n', false)).toBe('+a\n b\n');
  });
});
