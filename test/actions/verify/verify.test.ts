import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  openAdvanceStage,
  pipeline,
  statuses,
  writes,
} from '../advance/stage.ts';
import { run } from '../promote/stage.ts';
import { runRollBack } from '../rollback/stage.ts';
import { declaring, propose, runVerify } from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: AdvanceStage;
const digests: Record<string, string> = {};
let count = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

const ENVIRONMENTS = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    staging: { after: [dev], files: ["envs/staging/**"], hotfix: true, gates: { soak: 30m } }
`;

function freshRepo(config = ENVIRONMENTS): Promise<SandboxRepository> {
  count += 1;
  return pipeline(stage, `acme/verified-${count}`, config, ['dev', 'staging'], { api: version('v1') });
}

/**
 * Opens a pull request that changes files, verifies it, and returns the verdict with the status on its head.
 */
async function verdictOf(
  repository: SandboxRepository,
  files: Readonly<Record<string, SeedFile | null>>,
): Promise<string> {
  const { number, head } = await propose(repository, 'change', files);
  const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
  const [{ verdict }] = report.verified as readonly [(typeof report.verified)[0]];
  const status = (await statuses(stage, repository, head.sha))['waybill'] ?? 'none';
  return `${verdict.code} ${status}`;
}

describe('a pull request that brings no image', () => {
  test.each<[string, Readonly<Record<string, SeedFile | null>>]>([
    ['beside the environments', { 'README.md': '# Config\n' }],
    ['that takes an environment away', { [fileOf('staging')]: null }],
    ['in a file of an environment', { 'envs/staging/note.yaml': 'n: 1\n' }],
    ['with a workflow', { '.github/workflows/ci.yml': 'on: push\n' }],
  ])('passes: %s', async (_, files) => {
    expect(await verdictOf(await freshRepo(), files)).toMatch(/^NO_IMAGE_TOUCHED success: /);
  });

  test('fails where other changes are refused', async () => {
    const repository = await freshRepo(`verify: { other-changes: refuse }\n${ENVIRONMENTS}`);
    const said = await verdictOf(repository, { 'README.md': '# Config\n' });
    expect(said).toMatch(/^UNEXPECTED_CHANGE failure: README.md changes/);
  });
});

describe('a person who changes an image', () => {
  test('is judged as a promotion: order first', async () => {
    const said = await verdictOf(await freshRepo(), declaring(stage, 'staging', { api: version('v2') }));
    expect(said).toMatch(/^GATES_PENDING pending: staging waits for order.*v2 is not declared in dev/);
  });

  test('then soak, and then it passes', async () => {
    const repository = await freshRepo();
    await declare(stage, repository, 'dev', { api: version('v2') });
    const said = await verdictOf(repository, declaring(stage, 'staging', { api: version('v2') }));
    expect(said).toMatch(/^GATES_PENDING pending: staging waits for soak: Soaks in dev/);
    stage.wait(HOUR);
    const { report } = await runVerify(stage, repository);
    expect(report.verified).toMatchObject([{ verdict: { code: 'IMAGES_ACCEPTED', state: 'passed' } }]);
  });

  test('passes in an environment without gates', async () => {
    const said = await verdictOf(await freshRepo(), declaring(stage, 'dev', { api: version('v2') }));
    expect(said).toBe('IMAGES_ACCEPTED success: dev has no gates.');
  });

  test('fails with a digest that is held', async () => {
    const hold = `hold: [{ image: api, digest: "${digests['v2'] ?? ''}", reason: leaks }]`;
    const repository = await freshRepo(ENVIRONMENTS.replace('hotfix: true', `hotfix: true, ${hold}`));
    await declare(stage, repository, 'dev', { api: version('v2') });
    stage.wait(HOUR);
    const said = await verdictOf(repository, declaring(stage, 'staging', { api: version('v2') }));
    expect(said).toMatch(/^GATES_FAILED failure: staging is refused by hold: .*leaks/);
  });

  test('fails where another repository takes the place of the image', async () => {
    const file = yaml`
      kind: Kustomization
      images:
        - name: ${stage.images}/evil
          newTag: v1
    `;
    expect(await verdictOf(await freshRepo(), { [fileOf('staging')]: file })).toMatch(
      /^IMAGE_REPLACED failure: .*evil takes the place of api/,
    );
  });

  test('fails where the digest is dropped', async () => {
    const file = yaml`
      kind: Kustomization
      images:
        - name: ${stage.images}/api
          newTag: v1
    `;
    expect(await verdictOf(await freshRepo(), { [fileOf('staging')]: file })).toMatch(
      /^DIGEST_DROPPED failure: /,
    );
  });

  test('waits where the registry does not know the tag', async () => {
    const file = yaml`
      kind: Kustomization
      images:
        - name: ${stage.images}/api
          newTag: v9
    `;
    expect(await verdictOf(await freshRepo(), { [fileOf('dev')]: file })).toMatch(/^TAG_UNKNOWN pending: /);
  });

  test('is not blamed for what the base gained meanwhile', async () => {
    const repository = await freshRepo();
    const old = declaring(stage, 'staging', { api: version('v1') })[fileOf('staging')] ?? '';
    const pull = await propose(repository, 'behind', { [fileOf('staging')]: `# a note\n${old}` });
    await declare(stage, repository, 'staging', { api: version('v3') });
    const { report } = await runVerify(stage, repository, { 'pull-request': String(pull.number) });
    expect(report.verified).toMatchObject([{ verdict: { code: 'NO_IMAGE_TOUCHED' } }]);
  });
});

describe('the pull request of a lane', () => {
  test('has the same verdict from verify as from advance', async () => {
    const repository = await freshRepo();
    await declare(stage, repository, 'dev', { api: version('v2') });
    await advance(stage, repository);
    const [pull] = repository.pullRequests();
    const before = await statuses(stage, repository, pull?.head.sha ?? '');
    expect(before['waybill']).toMatch(/^pending: staging waits for soak/);
    stage.github.clearRequests();
    const { report } = await runVerify(stage, repository);
    expect(report.verified).toMatchObject([{ verdict: { code: 'GATES_PENDING', others: [] } }]);
    expect(writes(stage)).toEqual([]);
  });

  test('may say in a comment which version a digest is, from a tag that no file holds', async () => {
    const repository = await freshRepo();
    const file = 'envs/dev/pod.yaml';
    const image = `${stage.images}/api@${digests['v1'] ?? ''}`;
    await repository.push('main', {
      [fileOf('dev')]: null,
      [file]: yaml`
        kind: Pod
        spec: { containers: [{ image: "${image}" }] } # v1
      `,
    });
    await run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': repository.fullName });
    const [pull] = repository.pullRequests();
    expect(await repository.read(pull?.head.sha ?? '', file).then(String)).toMatch(/# v2\n$/);
    const { report } = await runVerify(stage, repository);
    expect(report.verified).toMatchObject([{ verdict: { code: 'IMAGES_ACCEPTED', others: [] } }]);
  });

  test('fails with a change of a person besides the image', async () => {
    const repository = await freshRepo();
    await declare(stage, repository, 'dev', { api: version('v2') });
    await advance(stage, repository);
    await repository.push('waybill/staging/api', { 'envs/staging/more.yaml': 'n: 1\n' });
    const { report } = await runVerify(stage, repository);
    expect(report.verified).toMatchObject([{ verdict: { code: 'UNEXPECTED_CHANGE', state: 'failed' } }]);
  });

  test('passes as a hotfix where waybill.yaml allows it', async () => {
    const repository = await freshRepo();
    const inputs = { images: 'api=v2', environment: 'staging', reason: 'orders fail' };
    await run(stage, { ...inputs, 'config-repository': repository.fullName });
    const [pull] = repository.pullRequests();
    const shown = await statuses(stage, repository, pull?.head.sha ?? '');
    expect(shown['waybill']).toMatch(/^success: A hotfix of staging that alice asked for/);
    stage.github.clearRequests();
    await runVerify(stage, repository);
    expect(writes(stage)).toEqual([]);
    const strict = ENVIRONMENTS.replace('hotfix: true, ', '');
    const images = yaml`
      images:
        api: { repository: ${stage.images}/api }
    `;
    await repository.push('main', { 'waybill.yaml': `version: 1\n${images}${strict}` });
    const { report } = await runVerify(stage, repository);
    expect(report.verified).toMatchObject([{ verdict: { code: 'GATES_PENDING' } }]);
  });

  test('passes as a roll back to what was declared before', async () => {
    const repository = await freshRepo();
    await declare(stage, repository, 'staging', { api: version('v2') });
    await runRollBack(stage, { environment: 'staging', 'config-repository': repository.fullName });
    const [pull] = repository.pullRequests();
    const shown = await statuses(stage, repository, pull?.head.sha ?? '');
    expect(shown['waybill']).toMatch(/^success: A roll back of staging that alice asked for/);
    stage.github.clearRequests();
    const { report } = await runVerify(stage, repository);
    expect(report.verified).toMatchObject([{ verdict: { code: 'IMAGES_ACCEPTED', others: [] } }]);
    expect(writes(stage)).toEqual([]);
  });

  test('does not pass as one that only claims to be a roll back', async () => {
    const repository = await freshRepo();
    await declare(stage, repository, 'staging', { api: version('v2') });
    await runRollBack(stage, { environment: 'staging', 'config-repository': repository.fullName });
    const [pull] = repository.pullRequests();
    const git = await import('node:child_process');
    const message = git
      .execFileSync('git', ['-C', repository.gitDirectory, 'log', '-1', '--format=%B', pull?.head.sha ?? ''])
      .toString();
    const files = declaring(stage, 'staging', { api: version('v3') });
    const forge = async (text: string): Promise<string> => {
      await repository.force('waybill/staging/api', await repository.head('main'));
      return repository.push('waybill/staging/api', files, { message: text });
    };
    const tree = git
      .execFileSync('git', ['-C', repository.gitDirectory, 'rev-parse', `${await forge(message)}^{tree}`])
      .toString()
      .trim();
    await forge(message.replace(/(Waybill-Plan: \w+) \w+/, `$1 ${tree}`));
    await repository.openPullRequest({ title: 'Roll back', head: 'waybill/staging/api', author: 'mallory' });
    const { report } = await runVerify(stage, repository);
    expect(report.verified.map(({ verdict }) => verdict.code)).toEqual(['GATES_PENDING']);
  });
});

test('a mistake in waybill.yaml lets the pull request that mends it pass, and no other', async () => {
  const repository = await freshRepo();
  const good = Buffer.from((await repository.read('main', 'waybill.yaml')) ?? []).toString();
  await repository.push('main', { 'waybill.yaml': good.replace('version: 1', 'version: 1\nimagse: {}') });
  await propose(repository, 'mend', { 'waybill.yaml': good });
  await propose(repository, 'other', { 'envs/dev/x.yaml': 'n: 1\n' });
  const { report } = await runVerify(stage, repository);
  expect(report.errors).toMatchObject([{ code: 'CONFIG_INVALID' }]);
  expect(report.verified.map(({ verdict }) => verdict.code)).toEqual([
    'NO_IMAGE_TOUCHED',
    'EVIDENCE_UNAVAILABLE',
  ]);
});

test('a pull request that touches no environment costs four requests, and is said once', async () => {
  const repository = await freshRepo();
  const pull = await propose(repository, 'docs', { 'README.md': '# Config\n' });
  stage.github.clearRequests();
  await runVerify(stage, repository, { 'pull-request': String(pull.number) });
  expect(stage.github.requests).toHaveLength(4);
  stage.github.clearRequests();
  await runVerify(stage, repository, { 'pull-request': String(pull.number) });
  expect(writes(stage)).toEqual([]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
