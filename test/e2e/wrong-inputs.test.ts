import { beforeAll, describe, expect, test } from '@jest/globals';
import { openStage, type Stage } from '../actions/stage.ts';
import { configRepo } from '../actions/promote/stage.ts';
import { yaml } from '../yaml.ts';
import { type ActionRun, runIn } from './run-action.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

// What the author of a workflow writes first, and what the bundle says about it.

const D = `sha256:${'d'.repeat(64)}`;
const LONG = 100_000;

let stage: Stage;
let workspace: Workspace;

beforeAll(async () => {
  [stage, workspace] = await Promise.all([openStage(), openWorkspace()]);
  const v1 = stage.release('api', 'v1');
  for (const image of ['api', 'web']) stage.release(image, 'v2');
  await configRepo(stage, 'acme/config', v1);
  await stage.github.createRepository('acme/bare', { 'envs/dev/pod.yaml': 'kind: Pod\n' });
  await stage.github.createRepository('acme/empty', {
    'waybill.yaml': '',
    'envs/dev/pod.yaml': 'kind: Pod\n',
  });
});

function promote(inputs: Readonly<Record<string, string>>, repository = 'acme/config'): Promise<ActionRun> {
  return runIn(stage, repository, 'promote', { images: 'api=v2', environment: 'dev', ...inputs });
}

/** The one error of a run: its code, and what is said with the lines of the annotation on one. */
function refused({ stdout, exitCode, outputs }: ActionRun): string {
  const said = [...stdout.matchAll(/^::error title=Waybill%3A (\w+)[^:]*::(.*)$/gm)];
  expect([exitCode, said.length, outputs['changed']]).toEqual([1, 1, 'false']);
  return `${said[0]?.[1]}: ${said[0]?.[2]?.replaceAll('%0A', ' ')}`;
}

describe('images', () => {
  test('may have commas between them, as every list may', async () => {
    const run = await promote({ images: 'api=v2, web=v2', 'dry-run': 'true' });
    // That dev declares no web is the next thing that is wrong, and so both were read.
    expect(refused(run)).toMatch(/^REFERENCE_NOT_FOUND: .*\/acme\/web.* never adds the first one/);
  });

  test('may be JSON of texts', async () => {
    const run = await promote({ images: '["api=v2"]', 'dry-run': 'true' });
    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
  });

  test.each([
    ['api=sha256:abc', 'DIGEST_INVALID', 'It has 3 digits.'],
    [`api=v2@${D.toUpperCase()}`, 'DIGEST_INVALID', `It is lowercase: ${D}.`],
    [`api=${'v'.repeat(129)}`, 'INPUT_INVALID', 'A tag has at most 128 characters, and this one has 129.'],
    [
      'api=feature/login',
      'INPUT_INVALID',
      'A tag has no slash; where "build" made one of a branch, it is feature-login.',
    ],
    [`api=feature/login@${D}`, 'INPUT_INVALID', 'A tag has no slash'],
    ['[api=v2]', 'INPUT_INVALID', 'Write one image a line'],
    ['{"api": "v2"}', 'RECORD_INVALID', 'Pass the `record` output'],
    [`api=${'v'.repeat(LONG)}`, 'INPUT_INVALID', 'this one has 100000.'],
    [`${'v'.repeat(LONG)}=v2`, 'IMAGE_UNKNOWN', 'There is: api, web, job.'],
  ])('%s', async (images, code, hint) => {
    const said = refused(await promote({ images }));
    expect(said).toContain(`${code}: `);
    expect(said).toContain(hint);
    expect(said.length).toBeLessThan(2_000);
  });
});

describe('without waybill.yaml', () => {
  test.each(['api=v1', `api=v1@${D}`, `api=${D}`, `api=@${D}`])('%s', async (images) => {
    const said = refused(await promote({ images, files: 'envs/dev/**' }, 'acme/bare'));
    expect(said).toContain('acme/bare has no waybill.yaml, so nothing says which repository "api" is');
    expect(said).toMatch(/api=ghcr\.io\/acme\/api[:@].* or name it with the input "image"/);
  });

  test('an image is a repository, and what is promoted stands in images', async () => {
    const said = refused(
      await promote({ image: 'ghcr.io/acme/api:v1', images: '', files: 'envs/dev/**' }, 'acme/bare'),
    );
    expect(said).toContain('Write "image: ghcr.io/acme/api", and "images: v1"');
  });

  test('an empty one is there, and hears how it begins', async () => {
    const said = refused(await promote({}, 'acme/empty'));
    expect(said).toMatch(/^CONFIG_INVALID: waybill.yaml: the file is empty .*Write "version: 1", "images:"/);
  });
});

describe('other inputs', () => {
  test.each([
    ['github-api-url', 'api.github.com', 'Write https://api.github.com.'],
    ['github-api-url', 'https://github.com/', 'Write https://api.github.com.'],
    ['github-api-url', 'ghe.acme.dev', 'Write https://ghe.acme.dev/api/v3.'],
    ['github-api-url', 'https://ghe.acme.dev', 'Write https://ghe.acme.dev/api/v3.'],
    ['github-api-url', 'ghe.acme.dev/api/v3', 'Write https://ghe.acme.dev/api/v3.'],
    ['github-api-url', 'https://acme.ghe.com', 'Write https://api.acme.ghe.com.'],
    ['github-api-url', 'ftp://ghe.acme.dev', 'Write https://ghe.acme.dev/api/v3.'],
    ['github-api-url', '///', 'Write https://api.github.com, or https://host/api/v3.'],
    ['deadline', '30', 'behind the number: 30m'],
    ['deadline', '0m', 'at least 1s'],
    ['deadline', '400d', 'A year is the most'],
    ['reviewers', '@octocat, a/b/c', 'Write users (octocat)'],
    ['team-reviewers', 'a b', 'Write users (octocat)'],
    ['labels', 'l'.repeat(LONG), 'At most 50 characters.'],
    ['title-prefix', 't'.repeat(LONG), 'At most 60 characters.'],
    ['config-repository', 'c'.repeat(LONG), 'acme/config'],
    ['merge-method', 'm'.repeat(LONG), 'Write one of "merge"'],
    ['draft', 'd'.repeat(LONG), 'Write "draft: true"'],
  ])('%s of %j', async (name, value, hint) => {
    const said = refused(await promote({ [name]: value }));
    expect(said).toMatch(/^INPUT_INVALID: /);
    expect(said).toContain(hint);
    expect(said.length).toBeLessThan(2_000);
  });

  test.each([
    ['rollback', `api=${D}`, 'The digest to go back to is the input "to".'],
    ['rollback', `ghcr.io/acme/api@${D}`, 'The digest to go back to is the input "to".'],
    ['pause', 'api=v1', 'A pause holds for every version of an image.'],
  ])('images of %s are names: %s', async (action, images, hint) => {
    const said = refused(
      await runIn(stage, 'acme/config', action, { environment: 'dev', reason: 'slow', images }),
    );
    expect(said).toMatch(/^INPUT_INVALID: The input "images" names a version: .*Write names alone here/);
    expect(said).toContain(hint);
  });

  test('a reviewer with an "@" is one without', async () => {
    const run = await promote({ reviewers: '@octocat, @acme/sre', 'dry-run': 'true' });
    expect(run.exitCode).toBe(0);
  });

  test('a reference of record is not called image', async () => {
    const run = await workspace.act('record', { image: 'ghcr.io/acme/api:v1' });
    expect(run.stdout).toMatch(
      /INPUT_MISSING::The input "reference" is required and is empty.*Set "reference" .*, not "image": ghcr/,
    );
  });

  test('a repository with capitals says lowercase, and how', async () => {
    const run = await workspace.act('build', { image: 'ghcr.io/Acme/Shop' });
    expect(run.stdout).toMatch(/REFERENCE_INVALID::.*A repository name is lowercase: ghcr\.io\/acme\/shop\./);
  });
});

describe('names in waybill.yaml that differ in case', () => {
  test('say that it is branches of environments', async () => {
    const text = yaml`
      version: 1
      images: { api: { repository: ghcr.io/acme/api } }
      environments: { prod: { files: [a] }, Prod: { files: [b] } }
    `;
    await stage.github.createRepository('acme/cases', { 'waybill.yaml': text });
    expect(refused(await promote({}, 'acme/cases'))).toContain('Branches are named after environments');
  });
});
