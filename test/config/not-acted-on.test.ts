import { expect, test } from '@jest/globals';
import { notActedOn } from '../../src/config/not-acted-on.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { withEnvironment } from './problems-of.ts';

test.each([
  ['gates: { soak: 1h }', 'environments.dev.gates: '],
  ['waves: [[a]]', 'environments.dev.waves: '],
  ['policy: queue', 'environments.dev.policy: queue'],
  [`hold: [{ image: api, digest: "sha256:${'a'.repeat(64)}" }]`, 'environments.dev.hold: '],
  ['hotfix: true', 'environments.dev.hotfix: '],
])('%s is checked and not acted on, and that is said', (line, sentence) => {
  expect(notActedOn(parseConfig(withEnvironment(line)))).toEqual([expect.stringContaining(sentence)]);
});

test('a file without them has nothing to say', () => {
  expect(
    notActedOn(
      parseConfig(
        `${withEnvironment('merge: auto', 'policy: supersede')}kinds: [{ kind: Cluster, paths: [spec.imageName] }]\n`,
      ),
    ),
  ).toEqual([]);
});
