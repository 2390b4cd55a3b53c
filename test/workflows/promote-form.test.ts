import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config/parse.ts';

const field = z.object({
  description: z.string(),
  type: z.string(),
  options: z.array(z.string()).optional(),
});
const workflow = z.object({
  on: z.object({ workflow_dispatch: z.object({ inputs: z.record(z.string(), field) }) }),
});

describe.each(['config-kustomize', 'config-helm-flux'])('the form of %s', (example) => {
  const text = readFileSync(`examples/${example}/.github/workflows/promote.yml`, 'utf8');
  const { inputs } = workflow.parse(parse(text)).on.workflow_dispatch;
  const { images, environments } = parseConfig(readFileSync(`examples/${example}/waybill.yaml`, 'utf8'));

  test('offers the images and environments of waybill.yaml, in its order', () => {
    expect(inputs['image']).toMatchObject({ type: 'choice', options: images.map(({ name }) => name) });
    expect(inputs['environment']).toMatchObject({
      type: 'choice',
      options: environments.map(({ name }) => name),
    });
  });

  test('explains every field, and where it is found', () => {
    for (const { description } of Object.values(inputs)) expect(description.length).toBeGreaterThan(40);
    expect(text).toMatch(/^# .*the tab Actions, under "promote", with "Run workflow"/);
  });
});
