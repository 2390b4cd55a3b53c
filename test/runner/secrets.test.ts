import { describe, expect, test } from '@jest/globals';
import { createSecrets } from '../../src/runner/secrets.ts';

test('a secret is hidden wherever it stands', () => {
  const secrets = createSecrets();
  expect(secrets.add('tok_123456')).toEqual(['tok_123456']);
  expect(secrets.hide('a tok_123456, tok_123456.')).toBe('a ***, ***.');
});

test('each long line of a secret of several lines is a secret', () => {
  const secrets = createSecrets();
  secrets.add('{\n  "key": "abcdef"\n}');
  expect(secrets.hide('"key": "abcdef"')).toBe('***');
  expect(secrets.hide('{ }')).toBe('{ }');
});

test('a secret that is part of another does not leave the rest of it', () => {
  const secrets = createSecrets();
  secrets.add('abc');
  secrets.add('abcdef');
  expect(secrets.hide('abcdef')).toBe('***');
});

test('an empty secret hides nothing, and a known one is not new', () => {
  const secrets = createSecrets();
  expect(secrets.add(' ')).toEqual([]);
  secrets.add('abc');
  expect(secrets.add('abc')).toEqual([]);
  expect(secrets.hide('text')).toBe('text');
});

test.each(['', 'x', 'xy', 'x-access-token:'])('a secret is hidden in Base64 behind %j', (before) => {
  const secrets = createSecrets();
  secrets.add('tok_1?~>34ÿ56');
  for (const spelling of ['base64', 'base64url'] as const) {
    const text = Buffer.from(`${before}tok_1?~>34ÿ56:after`).toString(spelling);
    expect(secrets.hide(text)).toMatch(/^.{0,24}\*\*\*.{0,12}$/);
    expect(Buffer.from(secrets.hide(text), spelling).toString()).not.toContain('tok_1');
  }
});

test('a secret is hidden in an address', () => {
  const secrets = createSecrets();
  secrets.add('p@ss word/1');
  expect(secrets.hide('https://ci:p%40ss%20word%2F1@host')).toBe('https://ci:***@host');
});

test('a secret of a few letters does not blank out what others read on', () => {
  const secrets = createSecrets();
  secrets.add('abc');
  secrets.add('tok_123456');
  expect(secrets.hideLong('sha256:abc tok_123456')).toBe('sha256:abc ***');
});

describe('a secret that was cut', () => {
  const SECRET = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
  const secrets = createSecrets();
  secrets.add(SECRET);
  const encoded = Buffer.from(SECRET).toString('base64');

  test.each([
    ['by an error that shows a part of an input', (text: string) => JSON.stringify(text.slice(0, 100))],
    ['with a mark', (text: string) => `${text.slice(0, 100)}… and more`],
    ['in the description of a status', (text: string) => text.slice(0, 100)],
    ['in a line of its own', (text: string) => `${text.slice(0, 100)}\nanother`],
  ])('%s shows no more of it than a word', (_how, cut) => {
    for (const form of [SECRET, encoded])
      for (let before = 50; before < 100; before += 1) {
        const masked = secrets.hide(cut(`${'x '.repeat(50).slice(0, before)}${form} and so on`));
        expect(masked).not.toContain(form.slice(0, 10));
      }
  });

  test('leaves what only begins alike', () => {
    const text = `ghs_012345 and ghs_0123456789ab are words`;
    expect(secrets.hide(text)).toBe(text);
  });
});
