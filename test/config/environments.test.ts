import { expect, test } from '@jest/globals';
import { unprovableImages } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { withEnvironment } from './problems-of.ts';

const GATE = 'gates: { provenance: { workflow: .github/workflows/build.yml } }';

test('an image of which provenance is asked and nobody says the source is named', () => {
  expect(unprovableImages(parseConfig(withEnvironment(GATE)))).toEqual([
    expect.stringMatching(/^images\..* has no "source", so environments\.dev\.gates\.provenance fails/),
  ]);
});

test('a file that asks for none has nothing to say', () => {
  const text = withEnvironment('merge: auto', 'policy: queue', 'hotfix: true', 'gates: { manual: true }');
  expect(unprovableImages(parseConfig(text))).toEqual([]);
});
