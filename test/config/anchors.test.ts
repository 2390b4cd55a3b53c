import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/parse.ts';
import { configJsonSchema } from '../../src/config/schema/schema.ts';
import { yaml } from '../yaml.ts';
import { problemsIn, withEnvironment } from './problems-of.ts';

const FILE = yaml`
  version: 1
  x-defaults: &defaults
    merge: auto
    labels: [promotion]
  images: { api: { repository: ghcr.io/acme/api } }
  environments:
    dev:
      <<: *defaults
      files: [a/**]
`;

describe('a key that begins with "x-"', () => {
  test('is a home for anchors', () => {
    expect(parseConfig(FILE).environments).toEqual([
      expect.objectContaining({ merge: 'auto', labels: ['promotion'] }),
    ]);
  });

  test('is known to editors', () => {
    const validate = new Ajv({ strict: true, allowUnionTypes: true, formats: { uri: true } }).compile(
      configJsonSchema(),
    );
    validate(parse(FILE, { merge: true }));
    expect(validate.errors).toBeNull();
  });

  test('may hold anything, and what an anchor brings is checked where it is used', () => {
    expect(problemsIn(FILE.replace('merge: auto', 'merge: sometimes'))).toEqual([
      expect.stringContaining('environments.dev.merge is "sometimes"'),
    ]);
  });

  test.each([
    ['defaults', 'A key for anchors alone begins with "x-": x-defaults.'],
    ['.defaults', 'A key for anchors alone begins with "x-": x-defaults.'],
    ['kind', 'Did you mean "kinds"?'],
  ])('is what %s could have been', (key, hint) => {
    const text = FILE.replace('x-defaults', key);
    expect(problemsIn(text)).toEqual([expect.stringContaining(hint)]);
    expect(problemsIn(text)).toEqual([expect.stringContaining(`has the unknown key "${key}"`)]);
  });

  test('stands at the top', () => {
    expect(problemsIn(withEnvironment('x-note: 1'))).toEqual([
      expect.stringMatching(/environments\.dev has the unknown key "x-note".*at the top of the file\.$/),
    ]);
  });
});

test.each([
  ['nothing', ''],
  ['a line end', '\n'],
  ['a byte order mark', '\ufeff'],
  ['comments', '# later\n'],
  ['a document without content', '---\n'],
  ['null', 'null\n'],
])('a waybill.yaml of %s alone is empty, and hears how it begins', (_what, text) => {
  expect(problemsIn(text)).toEqual([
    'CONFIG_INVALID 1:1 waybill.yaml: the file is empty | Write "version: 1", "images:" and "environments:"; docs/waybill-yaml.md shows the smallest one.',
  ]);
});

test('a name after a bare "@" is no YAML, and hears what to write', () => {
  expect(problemsIn(withEnvironment('reviewers: [@octocat]'))).toEqual([
    expect.stringMatching(/^CONFIG_INVALID 6:17 .*without "@": octocat, acme\/sre\.$/),
  ]);
});
