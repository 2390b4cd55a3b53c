import { expect, test } from '@jest/globals';
import { notActedOn } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { withEnvironment } from './problems-of.ts';

test('provenance is checked and not acted on, and that is said', () => {
  const config = parseConfig(
    withEnvironment('gates: { provenance: { workflow: .github/workflows/build.yml } }'),
  );
  expect(notActedOn(config)).toEqual([expect.stringContaining('environments.dev.gates.provenance: ')]);
});

test('a file without them has nothing to say', () => {
  const text = withEnvironment('merge: auto', 'policy: queue', 'hotfix: true', 'gates: { manual: true }');
  expect(notActedOn(parseConfig(text))).toEqual([]);
  expect(notActedOn(parseConfig(withEnvironment()))).toEqual([]);
});
