import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { readImportGraph } from '../../scripts/house/import-graph.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What `promote` executes until its first request, each loaded on demand by the one before it. */
const UNTIL_FIRST_REQUEST = [
  'src/entry.ts',
  'src/runner/run-action.ts',
  'src/actions/promote-or-advance.ts',
  'src/actions/promote/main.ts',
  'src/actions/promote/run.ts',
  'src/actions/lane/connect.ts',
];

/**
 * What is loaded later: it is the larger part of the bundle, and a run waits for whatever is loaded first.
 */
const LATER = [
  /^src\/manifest\//,
  /^src\/config\/(?:schema\/(?!plain-rules)|document|glob|links|parse)/,
  /^src\/promotion\/(?:gates|pull-request|pause)\//,
  /^src\/registry\/(?!registry-when-asked|login\/registry-name)/,
  /^src\/github\/(?:write|verbs|read\/(?:changes|proposed))/,
  /^src\/(?:attestation|builder|cli|lanes|records|report\/(?:diff|job-summary)|verification)/,
  /^src\/image\/version-tags/,
];

test('a promotion asks GitHub before it loads what works with the answer', () => {
  const { imports } = readImportGraph(ROOT, ['src']);
  const loaded = new Map(UNTIL_FIRST_REQUEST.map((file) => [file, 'it is executed']));
  for (const [file] of loaded) {
    for (const { to, isTypeOnly, isOnDemand } of imports.get(file) ?? [])
      if (!isTypeOnly && isOnDemand !== true && !loaded.has(to)) loaded.set(to, `${file} imports it`);
  }
  const tooEarly = [...loaded].filter(([file]) => LATER.some((later) => later.test(file)));
  expect(Object.fromEntries(tooEarly)).toEqual({});
  // Where the list of what is executed is no more true, nothing would be loaded too early.
  expect([...loaded.keys()]).toContain('src/github/read/read-repository.ts');
});
