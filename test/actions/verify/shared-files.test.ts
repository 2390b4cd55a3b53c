import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, fileOf, openAdvanceStage, pipeline, statuses } from '../advance/stage.ts';
import { text } from '../stage.ts';
import { declaring, propose, runVerify } from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: AdvanceStage;
let v1: string;
let count = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  v1 = `v1@${stage.release('api', 'v1')}`;
});

const APART = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    staging: { after: [dev], files: ["envs/staging/**"] }
`;

function freshRepo(config = APART): Promise<SandboxRepository> {
  count += 1;
  return pipeline(stage, `acme/shared-${count}`, config, ['dev', 'staging'], { api: v1 });
}

/** The code of the verdict on a pull request that changes files, and the status on its head. */
async function verdictOf(
  repository: SandboxRepository,
  files: Readonly<Record<string, SeedFile | null>>,
): Promise<string> {
  const { number, head } = await propose(repository, 'change', files);
  const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
  const [{ verdict }] = report.verified as readonly [(typeof report.verified)[0]];
  const status = (await statuses(stage, repository, head.sha))['waybill'] ?? 'none';
  expect(status).toContain(verdict.state === 'failed' ? 'failure' : 'success');
  return `${verdict.code} ${verdict.reason}`;
}

/** `waybill.yaml` with some of its words replaced. */
async function rules(repository: SandboxRepository, from: string, to: string): Promise<SeedFile> {
  const before = await text(repository, 'main', 'waybill.yaml');
  expect(before).toContain(from);
  return before.replace(from, to);
}

describe('a pull request that changes waybill.yaml', () => {
  test.each([
    ['a wider pattern of another', 'dev: { files: ["envs/dev/**"]', 'dev: { files: ["envs/**"]', 'envs/**'],
    [
      'the same file by name',
      '["envs/dev/**"]',
      `["envs/dev/**", "${fileOf('staging')}"]`,
      fileOf('staging'),
    ],
  ])('is refused where a file belongs to two environments by %s', async (_, from, to, pattern) => {
    const repository = await freshRepo();
    expect(await verdictOf(repository, { 'waybill.yaml': await rules(repository, from, to) })).toBe(
      `FILE_SHARED ${fileOf('staging')} belongs to two environments, dev ("${pattern}") and staging ("envs/staging/**"), and declares api.`,
    );
  });

  test('is refused where a new environment has a file of another', async () => {
    const repository = await freshRepo();
    const more = '    prod: { after: [staging], files: ["envs/*/kustomization.yaml"] }\n';
    const file = `${await text(repository, 'main', 'waybill.yaml')}${more.slice(2)}`;
    expect(await verdictOf(repository, { 'waybill.yaml': file })).toMatch(
      /^FILE_SHARED envs\/dev\/.* dev \("envs\/dev\/\*\*"\) and prod \("envs\/\*\/kustomization.yaml"\)/,
    );
  });

  test('passes where no file is shared, and where a shared file declares no image', async () => {
    const repository = await freshRepo();
    const file = await rules(repository, '["envs/dev/**"]', '["envs/dev/**", "notes/**"]');
    expect(await verdictOf(repository, { 'waybill.yaml': file, 'notes/a.yaml': 'a: 1\n' })).toMatch(
      /^NO_IMAGE_TOUCHED /,
    );
    const both = await freshRepo();
    const twice = (await rules(both, '["envs/dev/**"]', '["envs/dev/**", "notes/**"]')) as string;
    const shared = twice.replace('["envs/staging/**"]', '["envs/staging/**", "notes/*"]');
    expect(await verdictOf(both, { 'waybill.yaml': shared, 'notes/a.yaml': 'a: 1\n' })).toMatch(
      /^NO_IMAGE_TOUCHED /,
    );
  });
});

describe('where a file can belong to two environments', () => {
  const OVERLAP = APART.replace('["envs/dev/**"]', '["envs/dev/**", "both/*.yaml"]').replace(
    '["envs/staging/**"]',
    '["envs/staging/**", "both/**"]',
  );
  const file = () => declaring(stage, 'dev', { api: v1 })[fileOf('dev')] ?? '';
  const refused =
    /^FILE_SHARED both\/kustomization.yaml belongs to two environments, dev \("both\/\*\.yaml"\) and staging \("both\/\*\*"\), and declares api\.$/;

  test('a pull request that adds such a file is refused', async () => {
    expect(await verdictOf(await freshRepo(OVERLAP), { 'both/kustomization.yaml': file() })).toMatch(refused);
  });

  test('one that gives such a file an image is refused', async () => {
    const repository = await freshRepo(OVERLAP);
    await repository.push('main', { 'both/kustomization.yaml': 'kind: Kustomization\n' }, { message: 'Add' });
    expect(await verdictOf(repository, { 'both/kustomization.yaml': file() })).toMatch(refused);
  });

  test('one that changes another thing in it, or takes it away, is not blamed', async () => {
    const repository = await freshRepo(OVERLAP);
    await repository.push('main', { 'both/kustomization.yaml': file() }, { message: 'Add' });
    expect(await verdictOf(repository, { 'both/kustomization.yaml': `# a note\n${file()}` })).toMatch(
      /^NO_IMAGE_TOUCHED /,
    );
    const mend = await rules(repository, '"both/*.yaml"', '"other/*.yaml"');
    const { number } = await propose(repository, 'mend', { 'waybill.yaml': mend });
    const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
    expect(report.verified).toMatchObject([{ verdict: { code: 'NO_IMAGE_TOUCHED' } }]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
