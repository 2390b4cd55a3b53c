import { expect, test } from '@jest/globals';
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
