import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

// Names alike across actions: somebody who knows one action guesses the inputs and outputs of another.

const words = z.record(z.string(), z.object({ description: z.string() }));
const file = z.object({ inputs: words, outputs: words });

const ACTIONS = [
  '.',
  ...['build', 'copy', 'pause', 'record', 'rollback', 'status', 'verify'].map((name) => `actions/${name}`),
];
const actions = ACTIONS.map((folder) => ({
  folder,
  ...file.parse(parse(readFileSync(`${folder}/action.yml`, 'utf8'))),
}));

/** Each description of what has this name, with the action before it. */
function described(kind: 'inputs' | 'outputs', name: string): string[] {
  return actions.flatMap((action) => action[kind][name]?.description ?? []);
}

describe('one name means one thing', () => {
  test.each(['inputs', 'outputs'] as const)('image among the %s is a repository without a tag', (kind) => {
    const all = described(kind, 'image');
    expect(all.length).toBeGreaterThan(0);
    for (const text of all) {
      expect(text).toMatch(/repository/i);
      expect(text).toContain('`ghcr.io/acme/api`');
      expect(text).not.toMatch(/@sha256|:v\d/);
    }
  });

  test('a reference has a tag or a digest, as an input and as an output', () => {
    for (const kind of ['inputs', 'outputs'] as const) {
      expect(described(kind, 'reference').length).toBeGreaterThan(0);
      for (const text of described(kind, 'reference')) expect(text).toMatch(/digest/);
    }
  });

  test('images are several, by the one rule for lists', () => {
    const all = described('inputs', 'images');
    expect(all).toHaveLength(3);
    for (const text of all) expect(text).toContain('newline or comma separated');
  });
});

describe('a list', () => {
  const lists = actions.flatMap(({ folder, inputs }) =>
    Object.entries(inputs)
      .filter(([, { description }]) => /one .*a line|separated/.test(description))
      .map(([name, { description }]) => [`${folder} ${name}`, description] as const),
  );

  /** In these a comma is part of an entry. */
  const LINES =
    /^actions\/build (?:build-args|secrets|secret-files|labels|annotations|cache-from|cache-to|build-contexts|ssh)$/;

  test.each(lists)('%s says how entries are parted', (name, description) => {
    if (LINES.test(name)) expect(description).toMatch(/one [^:]*a line/);
    else expect(description).toContain('newline or comma separated');
  });
});

test('who opens pull requests says the same of them, by names that others use too', () => {
  const names = ['number', 'url', 'operation', 'head-sha', 'branch'].map((part) => `pull-request-${part}`);
  const openers = actions.filter(({ outputs }) => 'pull-request-number' in outputs);
  expect(openers.map(({ folder }) => folder)).toEqual(['.', 'actions/pause', 'actions/rollback']);
  for (const { outputs } of openers) {
    const own = Object.keys(outputs).filter((name) => name.startsWith('pull-request-'));
    expect(own).toEqual(names);
    expect(Object.keys(outputs)).not.toContain('head-sha');
  }
});

test('the deadline of a run is the same in every action that has one', () => {
  const all = described('inputs', 'deadline');
  expect(all).toHaveLength(5);
  expect(new Set(all).size).toBe(1);
});
