import { describe, expect, test } from '@jest/globals';
import type { TokenGrant } from '../../../sandbox/github/sandbox-github.ts';
import { APP } from '../stage.ts';
import { configRepo, run } from './stage.ts';
import { stage, v1, errorsOfRun, written } from './errors-of-run.ts';

const NOWHERE = `sha256:${'0'.repeat(64)}`;

describe('bad input', () => {
  test.each([
    ['an unknown environment', { environment: 'stagging' }, 'ENVIRONMENT_UNKNOWN', /"staging"/],
    ['no environment', { environment: '' }, 'INPUT_MISSING', /dev, staging, prod/],
    ['an unknown image', { images: 'appi=v2' }, 'IMAGE_UNKNOWN', /"api"/],
    [
      'an image of another repository',
      { images: 'api=ghcr.io/evil/api:v2' },
      'INPUT_INVALID',
      /repository of api/,
    ],
    ['two versions of one image', { images: 'api=v1\napi=v2' }, 'INPUT_INVALID', /one version/],
    ['no version', { images: 'api' }, 'INPUT_INVALID', /name=tag/],
    ['a digest that is cut off', { images: 'api=v2@sha256:abc' }, 'DIGEST_INVALID', /64/],
    ['a record that is none', { images: '{"image":"x"}' }, 'RECORD_INVALID', /record/],
    ['nothing to promote', { images: '' }, 'INPUT_MISSING', /record/],
    [
      'a repository that is no owner/name',
      { 'config-repository': 'https://github.com/acme/config.git' },
      'INPUT_INVALID',
      /acme\/config\./,
    ],
    ['files beside a waybill.yaml', { files: 'envs/**' }, 'INPUT_INVALID', /waybill\.yaml/],
    ['a deadline that is none', { deadline: 'soon' }, 'INPUT_INVALID', /30m/],
    ['an unknown merge method', { 'merge-method': 'fast' }, 'INPUT_INVALID', /squash/],
    ['a merge method in auto-merge', { 'auto-merge': 'squash' }, 'INPUT_INVALID', /merge-method: squash/],
    ['the auto-merge of before', { 'auto-merge': 'none' }, 'INPUT_INVALID', /auto-merge: false/],
    ['an auto-merge that is neither', { 'auto-merge': 'yes' }, 'INPUT_INVALID', /auto-merge: true/],
    ['a tag that does not exist', { images: 'api=v9' }, 'IMAGE_NOT_FOUND', /tag/],
    ['a digest that is not in the registry', { images: `api=v2@${NOWHERE}` }, 'IMAGE_NOT_FOUND', /digest/],
    [
      'a tag of another digest where the tag is pinned',
      { images: 'api=v2@DIGEST', pin: 'tag' },
      'DIGEST_MISMATCH',
      /pin/,
    ],
    ['an image that no file declares', { images: 'web=w2' }, 'REFERENCE_NOT_FOUND', /./],
    ['a base branch that is not there', { 'config-branch': 'mian' }, 'BRANCH_MISSING', /"main"/],
    [
      'a repository that is not there',
      { 'config-repository': 'acme/confg' },
      'REPOSITORY_NOT_FOUND',
      /private/,
    ],
  ])('%s is refused with what to do, and nothing is written', async (_name, inputs, code, says) => {
    const given = Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, value.replace('DIGEST', v1)]),
    );
    const [error, another] = await errorsOfRun(given);
    expect([error?.code, another]).toEqual([code, undefined]);
    expect(`${error?.message} ${error?.hint}`).toMatch(says);
    expect(written()).toEqual([]);
  });

  test('a tag that points elsewhere is a warning where the digest is pinned', async () => {
    const { warnings, report } = await run(stage, {
      images: `api=v2@${v1}`,
      environment: 'dev',
      'config-repository': 'acme/config',
      'dry-run': 'true',
    });
    expect(warnings.join('\n')).toContain('The digest counts');
    expect(report.lanes[0]?.proposal).toEqual({ api: v1 });
  });

  test('every image that is missing is named, not only the first', async () => {
    const errors = await errorsOfRun({ images: 'api=v9\nweb=w9' });
    expect(errors.map(({ code }) => code)).toEqual(['IMAGE_NOT_FOUND', 'IMAGE_NOT_FOUND']);
  });
});

describe('a token', () => {
  const withPermissions = (permissions: TokenGrant['permissions'], more: Partial<TokenGrant> = {}): string =>
    stage.github.grant({ ...APP, ...more, permissions: { metadata: 'read', ...permissions } });

  test.each([
    ['contents: write', { contents: 'read', pull_requests: 'write' }],
    ['pull-requests: write', { contents: 'write', pull_requests: 'read' }],
  ] as const)('without %s is told so', async (permission, permissions) => {
    await configRepo(stage, `acme/no-${permission.replace(/\W+/g, '-')}`, v1).catch(() => undefined);
    const repository = `acme/no-${permission.replace(/\W+/g, '-')}`;
    const [error] = await errorsOfRun({ 'config-repository': repository }, withPermissions(permissions));
    expect(error?.code).toBe('PERMISSION_MISSING');
    expect(error?.message).toContain(`"${permission}"`);
    expect(error?.message).toContain('Resource not accessible by integration');
  });

  test('that cannot see a private repository is told both causes', async () => {
    (await configRepo(stage, 'acme/private', v1)).configure({ private: true });
    const token = withPermissions({ contents: 'write' }, { kind: 'workflow', repositories: ['acme/shop'] });
    const [error] = await errorsOfRun({ 'config-repository': 'acme/private' }, token);
    expect(error?.code).toBe('REPOSITORY_NOT_FOUND');
    expect(error?.hint).toMatch(/no repository of that name, or it is private/);
  });

  test('of a workflow that may not open pull requests is told which setting it is', async () => {
    (await configRepo(stage, 'acme/setting', v1)).configure({ actionsMayCreatePullRequests: false });
    const token = withPermissions(
      { contents: 'write', pull_requests: 'write' },
      { kind: 'workflow', login: 'github-actions[bot]', repositories: ['acme/setting'] },
    );
    const [error] = await errorsOfRun({ 'config-repository': 'acme/setting' }, token);
    expect(error?.code).toBe('PERMISSION_MISSING');
    expect(error?.hint).toContain('Allow GitHub Actions to create and approve pull requests');
  });

  test('that was made a moment ago is waited for', async () => {
    const repo = await configRepo(stage, 'acme/fresh', v1);
    repo.configure({ private: true });
    const token = stage.github.grant({ ...APP, unknownFor: 3 });
    const inputs = { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/fresh' };
    const { report, waited } = await run(stage, inputs, { token });
    expect([report.lanes[0]?.outcome, waited.length]).toEqual(['created', 3]);
  });

  test('of an App that is suspended is rejected, and says whose decision that was', async () => {
    const token = stage.github.grant({ ...APP, login: 'idle[bot]' });
    stage.github.endInstallation('idle[bot]', 'suspended');
    const [error] = await errorsOfRun({}, token);
    expect(error).toMatchObject({ code: 'TOKEN_REJECTED' });
    expect(error?.hint).toContain('suspended the App');
  });

  test('that GitHub does not know is rejected', async () => {
    const [error] = await errorsOfRun({}, 'ghs_unknown');
    expect(error).toMatchObject({ code: 'TOKEN_REJECTED' });
  });

  test('that is empty is asked for', async () => {
    const [error] = await errorsOfRun({}, '');
    expect(error).toMatchObject({ code: 'TOKEN_MISSING' });
  });
});

describe('a rate limit', () => {
  test('is waited for as long as GitHub asks, and nothing is sent meanwhile', async () => {
    await configRepo(stage, 'acme/limited', v1);
    stage.github.inject({ mode: 'secondary-limit', nth: 4, amount: 90 });
    const { waited, warnings, report } = await run(stage, {
      images: 'api=v2',
      environment: 'dev',
      'config-repository': 'acme/limited',
    });
    expect(report.lanes[0]?.outcome).toBe('created');
    expect(waited).toEqual([90_000]);
    expect(warnings.join('\n')).toMatch(/waiting until \d{4}-/);
  });

  test('that is longer than the deadline fails at once and says until when', async () => {
    stage.github.inject({ mode: 'primary-limit', nth: 2, amount: 3_600 });
    const [error] = await errorsOfRun({ deadline: '5m' });
    expect(error?.code).toBe('RATE_LIMITED');
    expect(error?.message).toMatch(/before \d{4}-\d\d-\d\dT/);
    expect(stage.github.requests).toHaveLength(2);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
