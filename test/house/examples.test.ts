import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { fileMatcher } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { planEdits } from '../../src/manifest/plan-edits.ts';

const actionSchema = z.object({ inputs: z.record(z.string(), z.unknown()).default({}) });
const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const concurrency = z.object({ group: z.string(), queue: z.string().optional() });
const jobSchema = z.object({
  concurrency: concurrency.optional(),
  if: z.string().optional(),
  needs: z.string().optional(),
  steps: z.array(stepSchema).default([]),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  secrets: z.record(z.string(), z.unknown()).optional(),
  permissions: z.unknown().optional(),
});
const workflowSchema = z.object({
  on: z.unknown(),
  permissions: z.unknown().optional(),
  concurrency: concurrency.optional(),
  jobs: z.record(z.string(), jobSchema),
});

type Workflow = z.infer<typeof workflowSchema>;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Every workflow a user may copy: the examples, our own, and the fenced blocks of the pages that are whole
 * workflows.
 */
function workflows(): [string, string][] {
  const files = ['examples', '.github/workflows']
    .flatMap(filesBelow)
    .filter((file) => file.includes('workflows/'));
  const pages = ['README.md', ...filesBelow('docs'), ...filesBelow('actions')].filter((file) =>
    file.endsWith('.md'),
  );
  const blocks = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match): [string, string] => [
      page,
      match[1] ?? '',
    ]),
  );
  return [
    ...files.map((file): [string, string] => [file, readFileSync(file, 'utf8')]),
    ...blocks.filter(([, text]) => /^jobs:/m.test(text)),
  ];
}

function stepsOf(workflow: Workflow): z.infer<typeof stepSchema>[] {
  return Object.values(workflow.jobs).flatMap((job) => job.steps);
}

const levels = z.record(z.string(), z.enum(['none', 'read', 'write']));
const callSchema = z.object({
  workflow_call: z.object({
    inputs: z.record(z.string(), z.unknown()).default({}),
    secrets: z.record(z.string(), z.unknown()).default({}),
  }),
});

/** Our reusable workflow that a job calls: its inputs, its secrets, and what its jobs may do. */
function calledBy(uses: string) {
  const [, path] = /^waybill\/waybill\/(\.github\/workflows\/[\w-]+\.yml)@/.exec(uses) ?? [];
  if (path === undefined) return undefined;
  const workflow = workflowSchema.parse(parse(readFileSync(path, 'utf8')));
  const { inputs, secrets } = callSchema.parse(workflow.on).workflow_call;
  const own = levels.parse(workflow.permissions);
  const jobs = Object.values(workflow.jobs).map((job) => levels.parse(job.permissions ?? own));
  return { inputs: Object.keys(inputs), secrets: Object.keys(secrets), permissions: jobs };
}

const STRENGTH = { none: 0, read: 1, write: 2 };

function inputsOf(uses: string): string[] | undefined {
  const action = /^waybill\/waybill(\/actions\/[\w-]+)?@/.exec(uses);
  if (action === null) return undefined;
  const text = readFileSync(join('.', action[1] ?? '', 'action.yml'), 'utf8');
  return Object.keys(actionSchema.parse(parse(text)).inputs);
}

describe.each(workflows())('the workflow in %s', (_, text) => {
  const workflow = workflowSchema.parse(parse(text));

  test('has no expression inside a run line', () => {
    for (const step of stepsOf(workflow)) expect(step.run ?? '').not.toContain('${{');
  });

  test('says its permissions, and never write-all', () => {
    expect(workflow.permissions).toBeDefined();
    for (const permissions of [
      workflow.permissions,
      ...Object.values(workflow.jobs).map((job) => job.permissions),
    ]) {
      expect(permissions).not.toBe('write-all');
    }
  });

  test('pins the actions of others by SHA, with the version beside it', () => {
    for (const line of text.split('\n').filter((candidate) => /^\s*(?:- )?uses:/.test(candidate))) {
      if (/uses: (?:waybill\/waybill|acme\/workflows|\.\/)/.test(line)) continue;
      expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('gives our actions inputs that they have', () => {
    for (const step of stepsOf(workflow)) {
      const known = inputsOf(step.uses ?? '');
      if (known !== undefined) expect(known).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
    }
  });
});

describe.each(workflows())('jobs of the workflow in %s', (name, text) => {
  const workflow = workflowSchema.parse(parse(text));

  test('wait for each other instead of being cancelled, where they promote', () => {
    for (const job of Object.values(workflow.jobs)) {
      const promotes = job.steps.some(({ uses = '' }) => uses.startsWith('waybill/waybill@'));
      const queue = (job.concurrency ?? workflow.concurrency)?.queue;
      if (promotes && !name.endsWith('.md') && !name.includes('/ghes/')) expect(queue).toBe('max');
    }
  });

  test('are no news where a status of our own or a pending one starts them, and so wait in no queue', () => {
    const { on } = workflow;
    const onStatus = typeof on === 'object' && on !== null && 'status' in on;
    const called = typeof on === 'object' && on !== null && 'workflow_call' in on;
    if (!onStatus && !called) return;
    const jobs = Object.entries(workflow.jobs);
    if (onStatus && jobs.every(([, { uses = '' }]) => uses.includes('/.github/workflows/advance.yml@')))
      return;
    if (called && !name.endsWith('/advance.yml')) return;
    expect(workflow.concurrency).toBeUndefined();
    expect(workflow.jobs['filter']?.concurrency).toBeUndefined();
    expect(workflow.jobs['filter']?.if).toMatch(/state != 'pending'[^]*context != 'waybill'[^]*'waybill\/'/);
    for (const [id, job] of jobs) if (id !== 'filter') expect(job.needs).toBe('filter');
  });

  test('run once an hour where they run by the clock', () => {
    const schedules = /cron: ["']([^"']+)["']/.exec(text)?.[1];
    if (schedules !== undefined) expect(schedules).toMatch(/^\d+ \* \* \* \*$/);
  });

  test('may read private packages where they use an action of ours, and log in to ghcr.io by no step', () => {
    for (const job of Object.values(workflow.jobs)) {
      // What reads no registry has no `workflow-token`, and needs no packages.
      if (!job.steps.some(({ uses = '' }) => inputsOf(uses)?.includes('workflow-token') === true)) continue;
      const may = levels.parse(job.permissions ?? workflow.permissions)['packages'];
      expect(STRENGTH[may ?? 'none']).toBeGreaterThanOrEqual(STRENGTH.read);
    }
    const logIns = stepsOf(workflow).filter(({ uses = '' }) => uses.startsWith('docker/login-action'));
    expect(logIns.filter((step) => step.with?.['registry'] === 'ghcr.io')).toEqual([]);
  });

  test('give our reusable workflows inputs and secrets that they have, and the permissions they ask for', () => {
    for (const job of Object.values(workflow.jobs)) {
      const called = calledBy(job.uses ?? '');
      if (called === undefined) continue;
      expect(called.inputs).toEqual(expect.arrayContaining(Object.keys(job.with ?? {})));
      expect(called.secrets).toEqual(expect.arrayContaining(Object.keys(job.secrets ?? {})));
      const given = levels.parse(job.permissions ?? workflow.permissions);
      for (const [permission, level] of called.permissions.flatMap((asked) => Object.entries(asked))) {
        expect(STRENGTH[given[permission] ?? 'none']).toBeGreaterThanOrEqual(STRENGTH[level]);
      }
    }
  });
});

describe.each(['config-kustomize', 'config-helm-flux', 'config-argocd'])('the example %s', (name) => {
  const folder = join('examples', name);
  const config = parseConfig(readFileSync(join(folder, 'waybill.yaml'), 'utf8'));

  test.each(config.environments.map((environment) => [environment.name, environment] as const))(
    'can be promoted into %s',
    (_, environment) => {
      const paths = filesBelow(folder).map((file) => file.slice(folder.length + 1));
      const manifests = paths
        .filter(fileMatcher(environment))
        .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
      const digest = parseDigest(`sha256:${'2'.repeat(64)}`);
      const plan = planEdits({
        files: manifests,
        images: [{ name: 'shop', repository: 'ghcr.io/acme/shop', tag: 'v1.4.0', digest, pin: 'digest' }],
      });
      expect(plan.refusals).toEqual([]);
      expect(plan.files.map((file) => file.after).join('')).toContain(digest);
    },
  );
});
