import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

// What a caller hands to a reusable workflow as a secret reaches our action, or nobody could use that input.

const action = z.object({ inputs: z.record(z.string(), z.unknown()) });
const reusable = z.object({
  on: z.object({ workflow_call: z.object({ secrets: z.record(z.string(), z.unknown()) }) }),
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.object({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() }),
      ),
    }),
  ),
});
const WORKFLOWS = globSync([
  '.github/workflows/*.yml',
  'examples/ghes/workflows/.github/workflows/*.yml',
]).filter((path) => /^ {2}workflow_call:/m.test(readFileSync(path, 'utf8')));
/** What a caller has to be able to say: whose the tokens and logins are. */
const OF_THE_CALLER = ['source-token', 'registry-username', 'registry-password'];

test('there are three of them, and as many copies', () => {
  expect(WORKFLOWS).toHaveLength(6);
});

describe.each(WORKFLOWS)('%s', (path) => {
  const text = readFileSync(path, 'utf8');
  const { on, jobs } = reusable.parse(parse(text));

  test('uses every secret that it takes', () => {
    const secrets = Object.keys(on.workflow_call.secrets);
    expect(secrets.filter((name) => !text.includes(`secrets.${name}`))).toEqual([]);
  });

  test('hands each of our actions the secrets that it has an input for', () => {
    const ours = Object.values(jobs)
      .flatMap(({ steps }) => steps)
      .flatMap(({ uses = '', with: given = {} }) => {
        const [, folder] = /^waybill\/waybill(?:\/(actions\/\w+))?@v1$/.exec(uses) ?? [];
        if (!uses.startsWith('waybill/')) return [];
        return [{ uses, given, file: folder === undefined ? 'action.yml' : `${folder}/action.yml` }];
      });
    expect(ours.length).toBeGreaterThan(0);
    for (const { uses, given, file } of ours) {
      const { inputs } = action.parse(parse(readFileSync(file, 'utf8')));
      const wanted = OF_THE_CALLER.filter((name) => name in inputs);
      expect([uses, wanted.filter((name) => !String(given[name]).includes(`secrets.${name}`))]).toEqual([
        uses,
        [],
      ]);
    }
  });
});
