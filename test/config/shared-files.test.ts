import { expect, test } from '@jest/globals';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { sharedFiles } from '../../src/config/shared-files.ts';
import { yaml } from '../yaml.ts';

const HOME = { repository: 'acme/config', branch: 'main' };
const PATHS = ['envs/dev/a.yaml', 'envs/prod/a.yaml', 'waybill.yaml', '.github/a.yaml'];

/** The files that dev, with `envs/**`, has in common with another environment. */
function sharedWith(other: string): readonly string[] {
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      dev: { files: ["**/.github/a.yaml", "envs/**"] }
      prod: ${other}
  `);
  return sharedFiles(config, environmentNamed(config, 'dev'), PATHS, HOME).map(
    ({ path, owners: [own, of] }) =>
      `${path}: ${own.environment} ${own.pattern}, ${of.environment} ${of.pattern}`,
  );
}

test.each([
  ['the same branch', '{ files: ["x/**", "envs/prod/**"] }'],
  ['the same branch by its name', '{ files: ["envs/prod/*"], branch: main, repository: Acme/config }'],
])('a file of two environments of %s is shared', (_what, other) => {
  expect(sharedWith(other)).toEqual([
    expect.stringMatching(/^envs\/prod\/a\.yaml: dev envs\/\*\*, prod envs/),
  ]);
});

test.each([
  ['other files', '{ files: ["prod/**"] }'],
  ['another branch', '{ files: ["envs/**"], branch: prod }'],
  ['another repository', '{ files: ["envs/**"], repository: acme/prod }'],
])('an environment with %s shares none', (_what, other) => {
  expect(sharedWith(other)).toEqual([]);
});
