import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, fileOf, openAdvanceStage, pipeline, statuses } from '../advance/stage.ts';
import { text } from '../stage.ts';
import { propose, runVerify } from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: AdvanceStage;
let digest: string;
let count = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  digest = stage.release('api', 'v1');
});

const WORKFLOW = '.github/workflows/verify.yml';
const HOLD = '.waybill/hold/staging.yaml';
const PAUSE = '.waybill/pause/staging.yaml';

/** A repository with a gate of each kind that a change can make weaker. */
async function freshRepo(): Promise<SandboxRepository> {
  count += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], gates: { soak: 30m, manual: true } }
  `;
  const repository = await pipeline(stage, `acme/weaker-${count}`, config, ['dev', 'staging'], {
    api: `v1@${digest}`,
  });
  await repository.push('main', {
    [WORKFLOW]:
      'jobs: { v: { steps: [{ run: "true" }] } }\n      - uses: waybill/waybill/actions/verify@v1\n',
    [HOLD]: `- { image: api, digest: "sha256:${'b'.repeat(64)}", reason: "slow [skip ci]" }\n`,
    [PAUSE]: '- { reason: "the sale" }\n',
  });
  return repository;
}

/** What is said of a pull request that changes files: in the status, and in the list of all. */
async function said(
  repository: SandboxRepository,
  files: Readonly<Record<string, SeedFile | null>>,
): Promise<{ readonly status: string | undefined; readonly weaker: readonly string[] }> {
  const { number, head } = await propose(repository, 'change', files);
  const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
  const weaker = report.verified[0]?.verdict.weaker ?? [];
  return { status: (await statuses(stage, repository, head.sha))['waybill'], weaker };
}

describe('a pull request that makes a gate weaker', () => {
  test('passes, and its status says so first, of as many as it makes weaker', async () => {
    const repository = await freshRepo();
    const rules = await text(repository, 'main', 'waybill.yaml');
    const { status, weaker } = await said(repository, {
      'waybill.yaml': rules.replace('soak: 30m, manual: true', 'soak: 10m'),
    });
    expect(status).toBe(
      'success: Weaker gates: staging: soak is 10 minutes, was 30 minutes. And 1 more. Brings no image into an environment (1 other change).',
    );
    expect(weaker).toEqual([
      'staging: soak is 10 minutes, was 30 minutes.',
      'staging: manual is gone: nobody has to approve.',
    ]);
  });

  test.each<[string, string, string | null, string]>([
    [
      'a hold',
      HOLD,
      '# Nothing is held.\n',
      'staging: the hold of api sha256:bbbbbbbbbbbb (slow [skip ci]) is gone.',
    ],
    ['a pause', PAUSE, null, 'staging: the pause (the sale) ends or changes.'],
    [
      'a pause that ends by itself',
      PAUSE,
      '- { reason: "the sale", until: "2026-12-01T09:00:00Z" }\n',
      'staging: the pause (the sale) ends or changes.',
    ],
    ['a workflow', WORKFLOW, null, `${WORKFLOW} no longer uses waybill/waybill/actions/verify.`],
    ['the rules', 'waybill.yaml', null, 'No gate is left: waybill.yaml is gone or has a mistake.'],
  ])('is told of by %s', async (_what, path, content, words) => {
    expect((await said(await freshRepo(), { [path]: content })).weaker).toEqual([words]);
  });

  test('is told of a workflow that uses another version as a change, and not as a loss', async () => {
    const repository = await freshRepo();
    const before = await text(repository, 'main', WORKFLOW);
    const { weaker } = await said(repository, { [WORKFLOW]: before.replace('@v1', '@v2') });
    expect(weaker).toEqual([`${WORKFLOW} runs Waybill, and changes.`]);
  });

  test('is told of on a branch that is named like one of Waybill', async () => {
    const repository = await freshRepo();
    const { number } = await propose(repository, 'waybill/staging/api', { [HOLD]: '# Nothing is held.\n' });
    const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
    expect(report.verified[0]?.verdict.weaker).toEqual([
      'staging: the hold of api sha256:bbbbbbbbbbbb (slow [skip ci]) is gone.',
    ]);
  });

  test('is not told of where a gate gets stronger, or nothing but an environment changes', async () => {
    const repository = await freshRepo();
    const rules = await text(repository, 'main', 'waybill.yaml');
    const more = await said(repository, { 'waybill.yaml': rules.replace('soak: 30m', 'soak: 60m') });
    expect(more.weaker).toEqual([]);
    expect(more.status).toBe('success: Brings no image into an environment (1 other change).');
    const files = { [fileOf('staging')]: null };
    expect((await said(await freshRepo(), files)).weaker).toEqual([]);
  });

  test('is not told of for what the base branch gained since', async () => {
    const repository = await freshRepo();
    const rules = await text(repository, 'main', 'waybill.yaml');
    const { number } = await propose(repository, 'change', { 'waybill.yaml': `${rules}# A remark.\n` });
    await repository.push('main', { 'waybill.yaml': rules.replace('soak: 30m', 'soak: 60m') });
    const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
    expect(report.verified[0]?.verdict.weaker).toEqual([]);
  });
});
