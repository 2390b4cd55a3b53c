import { expect, test } from '@jest/globals';
import { harmlessLine } from '../../src/report/markdown.ts';

test.each([
  ['a mention', 'Ask @octocat and @acme/sre', 'Ask (at)octocat and (at)acme/sre'],
  ['an issue', 'fixes #1, closes acme/shop#23', 'fixes no. 1, closes acme/shopno. 23'],
  ['a sign that is no issue', 'C# and #main', 'C# and #main'],
  ['an issue in the old spelling', 'fixes GH-4 and gh-5', 'fixes GH 4 and GH 5'],
  ['a word that ends like it', 'the HIGH-4 and GH-x', 'the HIGH-4 and GH-x'],
  ['an address', 'see https://github.com/a/b/issues/3 or HTTP://x', 'see github.com/a/b/issues/3 or x'],
  ['an order to start no workflow', 'Tidy [skip ci], [CI skip]', 'Tidy (skip ci), (CI skip)'],
  ['several lines', ' one\n\ntwo\t', 'one two'],
  ['200 characters', 'x'.repeat(200), 'x'.repeat(200)],
  ['201 characters', 'x'.repeat(201), `${'x'.repeat(199)}…`],
])('a reason with %s is a line that notifies and closes nothing', (_what, text, line) => {
  expect(harmlessLine(text)).toBe(line);
});

test('a line is as long as it may be', () => {
  expect(harmlessLine('one two', 4)).toBe('one…');
});
