import { beforeAll, describe, expect, test } from '@jest/globals';
import { errorsOf, type WaybillError } from '../../../src/errors/waybill-error.ts';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo } from '../promote/stage.ts';
import { declare, runRollBack } from './stage.ts';
import { yaml } from '../../yaml.ts';

const FILE = 'envs/prod/deploy.yaml';
const HOLD = '.waybill/hold/prod.yaml';
const GONE = `sha256:${'0'.repeat(64)}`;

let stage: Stage;
let repo: SandboxRepository;
let v1: string;
let v2: string;
let v3: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  [v1 = '', v2 = '', v3 = ''] = ['v1', 'v2', 'v3'].map((tag) => stage.release('api', tag));
  await freshRepo();
  await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
});

async function freshRepo(files: Readonly<Record<string, string>> = {}): Promise<void> {
  repositories += 1;
  repo = await configRepo(stage, `acme/errors-${repositories}`, v1, files);
}

/** The errors of a run that must not have written anything. */
async function errorsOfRun(inputs: Readonly<Record<string, string>> = {}): Promise<readonly WaybillError[]> {
  stage.github.clearRequests();
  const all = { environment: 'prod', images: 'api', 'config-repository': repo.fullName, ...inputs };
  const thrown: unknown = await runRollBack(stage, all).then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
  expect(stage.github.requests.filter(({ write }) => write)).toEqual([]);
  return errorsOf(thrown);
}

describe('bad input', () => {
  test.each([
    ['no environment', { environment: '' }, 'INPUT_MISSING', /environment/],
    ['an unknown environment', { environment: 'prd' }, 'ENVIRONMENT_UNKNOWN', /"prod"/],
    ['no reason', { reason: ' ' }, 'INPUT_MISSING', /reason/],
    ['an unknown image', { images: 'appi' }, 'IMAGE_UNKNOWN', /"api".*shop/],
    ['a digest that is none', { to: 'v1' }, 'DIGEST_INVALID', /"to"/],
    ['a digest for two images', { images: 'api, web', to: GONE }, 'INPUT_INVALID', /names 2.*alone/],
    ['a digest for a whole environment', { images: '', to: GONE }, 'INPUT_INVALID', /is empty/],
    ['a depth that is none', { depth: 'deep' }, 'INPUT_INVALID', /whole number/],
    ['an image that is not declared there', { images: 'job' }, 'REFERENCE_NOT_FOUND', /prod declares no job/],
    ['a hold that is neither yes nor no', { hold: 'maybe' }, 'INPUT_INVALID', /hold/],
  ])('%s is refused with what to do', async (_name, inputs, code, says) => {
    const [error, another] = await errorsOfRun(inputs);
    expect([error?.code, another]).toEqual([code, undefined]);
    expect(`${error?.message} ${error?.hint}`).toMatch(says);
  });

  test('a digest that was never declared is refused with those that were', async () => {
    const [error] = await errorsOfRun({ to: v3 });
    expect(error?.code).toBe('DIGEST_NOT_DECLARED');
    expect(error?.hint).toContain(`v2@${v2}, v1@${v1}`);
  });
});

describe('a past that leads nowhere', () => {
  test('of an image that never changed', async () => {
    await freshRepo();
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('NOTHING_BEFORE');
    expect(error?.message).toContain(`v1@${v1}`);
  });

  test('of a whole environment in which nothing ever changed', async () => {
    await freshRepo();
    expect((await errorsOfRun({ images: '' })).map(({ code }) => code)).toContain('NOTHING_BEFORE');
  });

  test('further back than was asked to look', async () => {
    await freshRepo();
    await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
    for (const note of ['a', 'b', 'c']) {
      const before = await text(repo, 'main', FILE);
      await repo.push('main', {
        [FILE]: yaml`
          # ${note}
          ${before}
        `,
      });
    }
    const [error] = await errorsOfRun({ depth: '3' });
    expect(error?.code).toBe('HISTORY_TOO_DEEP');
    expect(`${error?.message} ${error?.hint}`).toMatch(/last 3 commits.*"depth"/s);
    const found = await runRollBack(stage, {
      environment: 'prod',
      images: 'api',
      depth: '4',
      'config-repository': repo.fullName,
    });
    expect(found.report.lanes[0]?.proposal).toEqual({ api: v1 });
  });

  test('of files that differed from each other', async () => {
    const other = 'envs/prod/other.yaml';
    await freshRepo({
      [other]: yaml`
        image:
          repository: ${stage.images}/api
          tag: v3
          digest: ${v3}
      `,
    });
    const files = {
      [FILE]: (await text(repo, 'main', FILE)).replace(':v1@', ':v2@').replace(v1, v2),
      [other]: (await text(repo, 'main', other)).replace('v3', 'v2').replace(v3, v2),
    };
    await repo.push('main', files);
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('REFERENCE_AMBIGUOUS');
    expect(`${error?.message} ${error?.hint}`).toMatch(new RegExp(`${v1}.*"to"`, 's'));
    expect(error?.message).toContain(v3);
  });

  test('to a digest that is gone from the registry', async () => {
    await freshRepo();
    await declare(repo, FILE, { ':v1@': ':v0@', [v1]: GONE });
    await declare(repo, FILE, { ':v0@': ':v2@', [GONE]: v2 });
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('IMAGE_NOT_FOUND');
    expect(error?.message).toContain(GONE);
    expect(error?.hint).toContain(v1);
    expect(error?.hint).not.toContain(v2);
  });

  test('to a digest that is held', async () => {
    await freshRepo({
      [HOLD]: yaml`
        - image: api
          digest: ${v1}
          reason: slow
          by: bob
      `,
    });
    await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
    const [error] = await errorsOfRun({ to: v1 });
    expect(error?.code).toBe('DIGEST_HELD');
    expect(`${error?.message} ${error?.hint}`).toMatch(/slow \(bob\).*\.waybill\/hold\/prod\.yaml/s);
  });

  test('to a tag that has moved since it was promoted', async () => {
    const values = (tag: string): string => yaml`
      image:
        repository: ${stage.images}/api
        tag: ${tag}
    `;
    const file = 'envs/prod/deploy.yaml';
    await freshRepo({ [file]: values('v1') });
    const message = yaml`
      Promote

      Waybill-Environment: prod
      Waybill-Image: api ${stage.images}/api:v2@${v3}`;
    await repo.push('main', { [file]: values('v2') }, { message });
    await repo.push('main', { [file]: values('v3') });
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('DIGEST_MISMATCH');
    expect(`${error?.message} ${error?.hint}`).toContain(v3);
  });
});

describe('a config repo that cannot be rolled back', () => {
  test('has no waybill.yaml', async () => {
    repo = await stage.github.createRepository('acme/no-config', { 'README.md': '#' });
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('CONFIG_MISSING');
    expect(error?.hint).toContain('revert the pull request');
  });

  test.each([
    ['is no list', 'held: all\n', /./],
    [
      'names no digest',
      yaml`
        - image: api
          digest: v1
      `,
      /64 lowercase/,
    ],
  ])('has a hold file that %s, and the place is shown', async (_name, content, says) => {
    await freshRepo({ [HOLD]: content });
    await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('CONFIG_INVALID');
    expect(error?.location?.file).toBe(HOLD);
    expect(`${error?.message} ${error?.hint}`).toMatch(says);
  });

  test('has a hold file that is a link', async () => {
    await freshRepo();
    await repo.push('main', { [HOLD]: { content: '../../README.md', mode: '120000' } });
    await declare(repo, FILE, { ':v1@': ':v2@', [v1]: v2 });
    const [error] = await errorsOfRun();
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', location: { file: HOLD } });
  });
});
