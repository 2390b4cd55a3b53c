import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { z } from 'zod';
import { configJsonSchema } from '../../../src/config/schema/schema.ts';
import { withEnvironment } from '../problems-of.ts';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
addFormats.default(ajv);
const validate = ajv.compile(configJsonSchema());

const complete = readFileSync(new URL('../fixtures/complete.yaml', import.meta.url), 'utf8');
const node = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** Every property of every object in a schema, by its path. */
function properties(value: unknown, path = ''): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? undefined : node.parse(value).properties;
  const here = Object.entries(own ?? {}).map(([name, schema]) => [`${path}.${name}`, schema] as const);
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => properties(inner, `${path}/${key}`))];
}

describe('the JSON Schema', () => {
  test('in the repository is the one the code makes', () => {
    const published: unknown = JSON.parse(readFileSync('schema/waybill.schema.json', 'utf8'));
    expect(published).toEqual(configJsonSchema());
  });

  test('accepts what the parser accepts', () => {
    validate(parse(complete));
    expect(validate.errors).toBeNull();
  });

  test.each([
    ['an unknown key', 'merges: auto'],
    ['a wrong word', 'merge: automatic'],
    ['a wrong duration', 'gates: { soak: 30min }'],
    ['a wrong day', 'gates: { window: { days: [monday] } }'],
    ['a wrong kind of value', 'after: dev'],
    ['both all and any', 'after: { all: [a], any: [b] }'],
    ['no address', 'url: staging'],
  ])('refuses %s while it is typed', (_, line) => {
    expect(validate(parse(withEnvironment(line)))).toBe(false);
  });

  test('explains every key in an editor', () => {
    const silent = properties(configJsonSchema())
      .filter(([, schema]) => node.safeParse(schema).data?.description === undefined)
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });
});
