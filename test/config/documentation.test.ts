import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { configJsonSchema } from '../../src/config/schema/schema.ts';
import { problemsIn } from './problems-of.ts';

/** The fenced YAML blocks of a page that are a waybill.yaml. */
function configsIn(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map(([, block = '']) => block)
    .filter((block) => /^version:/m.test(block));
}

const pages = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
);
const examples = pages.flatMap((page) =>
  configsIn(page).map((text, index): [string, string] => [`${page}, example ${index + 1}`, text]),
);

test('docs/waybill-yaml.md has no YAML that is not a whole waybill.yaml', () => {
  const blocks = readFileSync('docs/waybill-yaml.md', 'utf8').match(/^```yaml$/gm) ?? [];
  expect(configsIn('docs/waybill-yaml.md')).toHaveLength(blocks.length);
  expect(blocks.length).toBeGreaterThan(4);
});

test.each(examples)('%s is valid', (_, text) => {
  expect(problemsIn(text)).toEqual([]);
});

describe('docs/waybill-yaml.md', () => {
  const page = readFileSync('docs/waybill-yaml.md', 'utf8');
  const object = z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) });
  const root = object.parse(configJsonSchema()).properties;
  const entry = z.looseObject({ additionalProperties: object });
  const imageKeys = Object.keys(entry.parse(root['images']).additionalProperties.properties);
  const environment = entry.parse(root['environments']).additionalProperties.properties;
  const gateKeys = Object.keys(object.parse(environment['gates']).properties);

  test.each([...Object.keys(root), ...imageKeys, ...Object.keys(environment), ...gateKeys])(
    'explains %s',
    (key) => {
      expect(page).toMatch(new RegExp(`^(?:\\| \`${key}\` |#+ \`${key}\`$)`, 'm'));
    },
  );
});
