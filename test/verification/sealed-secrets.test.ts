import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { secretObjections } from '../../src/verification/secrets.ts';

/** Files that kubeseal made: fixtures/sealed-secrets/README.md says how. */
const sealed = (scope: string): string =>
  readFileSync(new URL(`fixtures/sealed-secrets/${scope}.yaml`, import.meta.url), 'utf8');

type Change = (text: string) => string;

function said(scope: string, change: Change, path = 'envs/prod/db.yaml'): readonly string[] {
  const before = sealed(scope);
  const files = (text: string, file: string) => [{ path: file, text }];
  return secretObjections(files(change(before), path), files(before, 'envs/prod/db.yaml')).map(
    ({ reason, words }) => `${reason} ${words}`,
  );
}

const every =
  (from: string, to: string): Change =>
  (text) =>
    text.replaceAll(from, to);
const rename = every('name: db', 'name: database');
const move = every('namespace: shop', 'namespace: store');
const widen =
  (scope: string): Change =>
  (text) =>
    text.replace(
      'metadata:\n',
      `metadata:\n  annotations:\n    sealedsecrets.bitnami.com/${scope}: "true"\n`,
    );
const narrow: Change = (text) => text.replaceAll(/sealedsecrets\.bitnami\.com\/[\w-]+/g, 'acme.dev/none');
/** One digit of the ciphertext: something else was sealed. */
const resealed: Change = (text) => text.replace(/(password: \w)[\w+/]{5}/, '$1AAAAA');

describe('a SealedSecret whose ciphertext stays', () => {
  test.each<[string, string, Change, string]>([
    ['strict', 'another name', rename, 'another name or namespace'],
    ['strict', 'another namespace', move, 'another name or namespace'],
    ['strict', 'a wider scope', widen('namespace-wide'), 'another scope'],
    ['strict', 'the widest scope', widen('cluster-wide'), 'another scope'],
    ['namespace-wide', 'another namespace', move, 'another namespace'],
    ['namespace-wide', 'strict scope', narrow, 'another scope'],
    ['cluster-wide', 'strict scope', narrow, 'another scope'],
  ])('is refused: sealed %s, and now of %s', (scope, _, change, words) => {
    expect(said(scope, change)).toEqual([
      expect.stringMatching(/^SECRET_BROKEN envs\/prod\/db\.yaml:\d+: the SealedSecret \w+ has password as /),
    ]);
    expect(said(scope, change)[0]).toContain(`it was sealed for ${words}.`);
  });

  test.each<[string, string, Change]>([
    ['strict', 'nothing', (text) => text],
    ['strict', 'a label', (text) => text.replace('metadata:\n', 'metadata:\n  labels: { app: shop }\n')],
    ['strict', 'name and ciphertext', (text) => resealed(rename(text))],
    ['strict', 'a namespace that is said elsewhere', (text) => text.replaceAll(/ *namespace: shop\n/g, '')],
    ['namespace-wide', 'the name', rename],
    ['cluster-wide', 'name and namespace', (text) => move(rename(text))],
  ])('passes: sealed %s, with a change of %s', (scope, _, change) => {
    expect(said(scope, change)).toEqual([]);
  });

  test('may move to another file, and is refused there under another name', () => {
    expect(said('strict', (text) => text, 'envs/prod/moved.yaml')).toEqual([]);
    expect(said('strict', rename, 'envs/prod/moved.yaml')).toHaveLength(1);
  });
});

describe('the template of a SealedSecret', () => {
  const template =
    (key: string, value: string): Change =>
    (text) =>
      text.replace(new RegExp(`(template:[^]*\\n +${key}: )\\w+`), `$1${value}`);

  test.each(['name', 'namespace'])('with another %s is refused under strict scope alone', (key) => {
    expect(said('strict', template(key, 'other'))).toEqual([
      expect.stringMatching(new RegExp(`^SECRET_BROKEN .*has the ${key} \\w+, and its template other\\.$`)),
    ]);
    expect(said('namespace-wide', template(key, 'other'))).toEqual([]);
    expect(said('cluster-wide', template(key, 'other'))).toEqual([]);
  });
});
