import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { forgottenGhesWorkflows, ghesWorkflows } from '../../scripts/generate/ghes-workflows.ts';
import { endWithTest } from '../end-with-test.ts';
import { yaml } from '../yaml.ts';

function rootWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'waybill-ghes-'));
  endWithTest(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const QUEUED = yaml`
  on:
    workflow_call:
  jobs:
    one:
      concurrency:
        group: one
        queue: max
      steps:
        - run: echo queue
`;

test('a workflow for GitHub Enterprise Server is the first without queue', () => {
  const [made] = ghesWorkflows(rootWith({ '.github/workflows/one.yml': QUEUED }));
  expect(made?.path).toBe('examples/ghes/workflows/.github/workflows/one.yml');
  const jobs = { one: { concurrency: { group: 'one' }, steps: [{ run: 'echo queue' }] } };
  expect(parse(made?.text ?? '')).toEqual({ on: { workflow_call: null }, jobs });
});

test('ours that nobody calls are not copied, and neither are callers of ours', () => {
  const root = rootWith({
    '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
    'examples/app/.github/workflows/short.yml': yaml`
      jobs:
        one:
          uses: waybill/waybill/.github/workflows/advance.yml@v1
    `,
    'examples/app/.github/workflows/long.yml': 'jobs: {}\n',
  });
  expect(ghesWorkflows(root).map(({ path }) => path)).toEqual([
    'examples/ghes/app/.github/workflows/long.yml',
  ]);
});

test('a copy whose workflow is gone is found', () => {
  const left = 'examples/ghes/app/.github/workflows/old.yml';
  const root = rootWith({ [left]: 'jobs: {}\n', 'examples/app/.github/workflows/new.yml': 'jobs: {}\n' });
  expect(forgottenGhesWorkflows(root, ghesWorkflows(root))).toEqual([left]);
});

test('none of the copies has a queue in any form', () => {
  const made = ghesWorkflows('.');
  expect(made.length).toBeGreaterThan(4);
  for (const { path, text } of made) {
    expect(JSON.stringify(parse(text))).not.toContain('"queue"');
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
});
