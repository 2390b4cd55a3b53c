import { describe, expect, test } from '@jest/globals';
import { environmentNamed, fileMatcher } from '../../../src/config/configured-environments.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { problemsIn } from '../problems-of.ts';
import { yaml } from '../../yaml.ts';

function file(prod: string, staging = '{ files: [staging/**] }'): string {
  return yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      staging: ${staging}
      prod: ${prod}
  `;
}

const WAVES = 'waves: [[eu-1], [eu-2, us-1]]';

describe('targets', () => {
  const config = parseConfig(file(`{ files: ["clusters/{target}/**", "apps/*-{target}.yaml"], ${WAVES} }`));
  const prod = environmentNamed(config, 'prod');

  test('have their own files, in the order of the waves', () => {
    expect(prod.targets).toEqual([
      { name: 'eu-1', files: ['clusters/eu-1/**', 'apps/*-eu-1.yaml'] },
      { name: 'eu-2', files: ['clusters/eu-2/**', 'apps/*-eu-2.yaml'] },
      { name: 'us-1', files: ['clusters/us-1/**', 'apps/*-us-1.yaml'] },
    ]);
    expect(prod.waves).toEqual([['eu-1'], ['eu-2', 'us-1']]);
  });

  test('have files that are those of the environment, and no others are', () => {
    expect(fileMatcher(prod)('clusters/us-1/api.yaml')).toBe(true);
    expect(fileMatcher(prod)('apps/values-eu-2.yaml')).toBe(true);
    expect(fileMatcher(prod)('clusters/us-2/api.yaml')).toBe(false);
    expect(fileMatcher(prod)('clusters/target/api.yaml')).toBe(false);
  });

  test('are none without waves', () => {
    expect(environmentNamed(config, 'staging')).toMatchObject({ files: ['staging/**'], targets: [] });
  });
});

describe('waves that are a mistake', () => {
  test.each([
    [
      'a wave that is no list',
      '{ files: ["{target}"], waves: [eu-1] }',
      '5:40 environments.prod.waves[0] is "eu-1", not a list | Write a list: ["eu-1"].',
    ],
    [
      'a target that is there twice',
      '{ files: ["{target}"], waves: [[eu-1], [us-1, eu-1]] }',
      '5:55 environments.prod.waves[1][1]: "eu-1" is there twice | Keep one of them.',
    ],
    [
      'two targets that differ in case only',
      '{ files: ["{target}"], waves: [[eu-1], [EU-1]] }',
      '5:49 environments.prod.waves[1][0]: "EU-1" is there twice | Keep one of them.',
    ],
    [
      'a target that cannot be a name',
      '{ files: ["{target}"], waves: [["a/b"]] }',
      expect.stringContaining('5:41 environments.prod.waves[0][0] is "a/b", which cannot be a name'),
    ],
    [
      'files that are the same for every target',
      `{ files: ["clusters/{target}/**", "apps/**"], ${WAVES} }`,
      '5:43 environments.prod.files[1] is "apps/**", which is the same for every target | Write {target} where the name of the target stands: "clusters/{target}/**".',
    ],
    [
      'files of targets without any',
      '{ files: ["clusters/{target}/**"] }',
      '5:19 environments.prod.files[0] is "clusters/{target}/**", and the environment has no targets | Name the targets with "waves", or write the path without {target}.',
    ],
    [
      'a status of each target, where nothing has targets',
      '{ files: [p], after: [staging], gates: { healthy: ["apps-{target}"] } }',
      '5:60 environments.prod.gates.healthy[0] is "apps-{target}", and no environment that it looks at has targets | Name the targets with "waves", or write the context without {target}.',
    ],
    [
      'a status of each target, and none for an upstream without targets',
      `{ files: ["{target}"], ${WAVES}, after: [staging], gates: { healthy: ["apps-{target}"] } }`,
      '5:100 environments.prod.gates.healthy[0] is "apps-{target}", and staging has no targets | Add the context of staging, without {target}; it counts where there are no targets.',
    ],
  ])('%s', (_, prod, expected) => {
    const said = typeof expected === 'string' ? `CONFIG_INVALID ${expected}` : expected;
    expect(problemsIn(file(prod))).toEqual([said]);
  });

  test.each([
    [
      'a status of each target of an upstream',
      '{ files: [p], after: [staging], gates: { healthy: ["apps-{target}"] } }',
      '{ files: ["s/{target}"], waves: [[a]] }',
    ],
    [
      'a status for the upstream and one for each target',
      `{ files: ["{target}"], ${WAVES}, after: [staging], gates: { healthy: ["apps", "apps-{target}"] } }`,
      '{ files: [s] }',
    ],
    [
      'a status of the waves of the first environment',
      `{ files: ["{target}"], ${WAVES}, gates: { healthy: ["apps-{target}"] } }`,
      '{ files: [s] }',
    ],
  ])('%s is none', (_, prod, staging) => {
    expect(problemsIn(file(prod, staging))).toEqual([]);
  });
});

describe('gates that ask about the environments before', () => {
  test.each([
    ['soak: 1h', 'soak'],
    ['healthy: [apps]', 'healthy'],
  ])('%s is a mistake where there is none', (gate, name) => {
    expect(problemsIn(file(`{ files: [p], gates: { ${gate} } }`))).toEqual([
      `CONFIG_INVALID 5:32 environments.prod.gates.${name} asks about the environments before, and prod comes after none | Name the environments before it with "after", or remove the gate.`,
    ]);
  });
});

test('places are not counted in an environment with waves', () => {
  const yaml = file(`{ files: ["clusters/{target}/**"], ${WAVES}, expect: { api: 3 } }`);
  expect(problemsIn(yaml)).toEqual([
    'CONFIG_INVALID 5:75 environments.prod.expect stands beside waves | Remove it: a wave changes the files of some targets, and expect counts those of all.',
  ]);
});
