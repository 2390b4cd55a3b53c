import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { healthContexts, targetContexts } from '../../src/config/health.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { yaml } from '../yaml.ts';
import { problemsIn, withEnvironment } from './problems-of.ts';

/** Two environments, one before the other, with these lines. */
function file(dev: string, prod: string): string {
  return yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      dev: ${dev}
      prod: ${prod}
  `;
}

const AFTER_DEV = 'files: [prod], after: [dev]';
const WAVES = 'files: ["p/{target}"], waves: [[eu], [us]]';

describe('the contexts of an upstream', () => {
  test.each([
    ['{ files: [dev] }', '["apps/*"]', ['apps/*']],
    ['{ files: [dev], health: ["own/*"] }', '["apps/*"]', ['apps/*']],
    ['{ files: [dev], health: ["own/*", jobs] }', 'true', ['own/*', 'jobs']],
    ['{ files: [dev], health: ["own/*"] }', 'false', []],
    ['{ files: ["d/{target}"], waves: [[a], [b]] }', '[apps]', ['apps']],
    ['{ files: ["d/{target}"], waves: [[a], [b]] }', '[apps, "apps-{target}"]', ['apps-a', 'apps-b']],
    ['{ files: ["d/{target}"], waves: [[a]] }', '["{target}/{target}"]', ['a/a']],
    [
      '{ files: ["d/{target}"], waves: [[a], [b]], health: [ingress, "apps-{target}"] }',
      'true',
      ['ingress', 'apps-a', 'apps-b'],
    ],
  ])('%s, for healthy: %s', (dev, healthy, expected) => {
    const config = parseConfig(file(dev, `{ ${AFTER_DEV}, gates: { healthy: ${healthy} } }`));
    const { gates } = environmentNamed(config, 'prod');
    expect(healthContexts(gates?.healthy, environmentNamed(config, 'dev'))).toEqual(expected);
  });

  test.each([
    ['["apps-{target}"]', ['apps-eu']],
    ['[apps]', ['apps']],
    ['[apps, "apps-{target}"]', ['apps-eu']],
    ['true', ['ingress', 'own-eu']],
  ])('of a target, for healthy: %s', (healthy, expected) => {
    const prod = `{ ${WAVES}, health: [ingress, "own-{target}"], gates: { healthy: ${healthy} } }`;
    const environment = environmentNamed(parseConfig(file('{ files: [dev] }', prod)), 'prod');
    expect(targetContexts(environment.gates?.healthy, environment, 'eu')).toEqual(expected);
  });
});

describe('health that is a mistake', () => {
  test.each([
    [
      'an environment before that says nothing of itself',
      '{ files: [dev] }',
      `{ ${AFTER_DEV}, gates: { healthy: true } }`,
      '5:58 environments.prod.gates.healthy is true, and dev has no health | Name the commit statuses below environments.dev: health: ["kustomization/dev/*"]. Or name them in this gate, as a list.',
    ],
    [
      'waves that say nothing of themselves',
      '{ files: [dev], health: [dev] }',
      `{ ${WAVES}, after: [dev], gates: { healthy: true } }`,
      '5:87 environments.prod.gates.healthy is true, and prod has no health | Name the commit statuses below environments.prod: health: ["kustomization/prod/*"]. Or name them in this gate, as a list.',
    ],
    [
      'a status of each target, in an environment without',
      '{ files: [dev], health: ["apps-{target}"] }',
      `{ ${AFTER_DEV} }`,
      '4:33 environments.dev.health[0] is "apps-{target}", and the environment has no targets | Name the targets with "waves", or write the context without {target}.',
    ],
    [
      'a gate where nothing comes before',
      '{ files: [dev], gates: { healthy: true } }',
      `{ ${AFTER_DEV} }`,
      '4:33 environments.dev.gates.healthy asks about the environments before, and dev comes after none | Name the environments before it with "after", or remove the gate.',
    ],
  ])('%s', (_, dev, prod, expected) => {
    expect(problemsIn(file(dev, prod))).toEqual([`CONFIG_INVALID ${expected}`]);
  });

  test.each([
    ['health: []', 'environments.dev.health is empty | Write at least one entry.'],
    ['health: [""]', 'environments.dev.health[0] is "", which names no commit status'],
    [
      'health: ["apps/**"]',
      'environments.dev.health[0] is "apps/**", which has "**" | Write one "*" for each part',
    ],
    ['health: apps', 'environments.dev.health is "apps", not a list | Write a list: ["apps"].'],
    ['health: true', 'environments.dev.health is true, not a list'],
  ])('%s', (line, expected) => {
    expect(problemsIn(withEnvironment(line))).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['[]', 'environments.prod.gates.healthy is empty'],
    ['[" "]', 'environments.prod.gates.healthy[0] is " ", which names no commit status'],
    ['["a/**/b"]', 'environments.prod.gates.healthy[0] is "a/**/b", which has "**"'],
    ['apps', 'environments.prod.gates.healthy is "apps"'],
  ])('healthy: %s', (healthy, expected) => {
    const text = file('{ files: [dev], health: [a] }', `{ ${AFTER_DEV}, gates: { healthy: ${healthy} } }`);
    expect(problemsIn(text)).toEqual([expect.stringContaining(expected)]);
  });
});

test.each([
  ['{ files: [dev] }', `{ ${AFTER_DEV}, gates: { healthy: false } }`],
  ['{ files: [dev], gates: { healthy: false } }', `{ ${AFTER_DEV} }`],
  ['{ files: [dev], health: ["*/apps/*"] }', `{ ${AFTER_DEV}, gates: { healthy: true } }`],
  [
    '{ files: [dev], health: [a] }',
    '{ files: ["{target}"], waves: [[eu]], after: [dev], gates: { healthy: true } }',
  ],
])('%s and %s are none', (dev, prod) => {
  expect(problemsIn(file(dev, prod))).toEqual([]);
});
