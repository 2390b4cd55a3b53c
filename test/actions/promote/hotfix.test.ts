import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { errorsOf, type WaybillError } from '../../../src/errors/waybill-error.ts';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, type Ran, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

const STAGING = 'envs/staging/values.yaml';
const BRANCH = 'waybill/prod/shop';
const HOLD = '.waybill/hold/prod.yaml';

let stage: Stage;
let repo: SandboxRepository;
let v1: string;
let v2: string;
let v3: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  [v1 = '', v2 = '', v3 = ''] = ['v1', 'v2', 'v3'].map((tag) => stage.release('api', tag));
});

/** prod comes after staging, with a soak of a day; what else it says is `prod`. */
async function freshRepo(prod = '', files: Readonly<Record<string, string>> = {}): Promise<void> {
  repositories += 1;
  const waybill = yaml`
    version: 1
    images:
      api: { repository: ${stage.images}/api }
      web: { repository: ${stage.images}/web }
    groups:
      shop: [api, web]
    environments:
      staging: { files: ["envs/staging/**"] }
      prod: { after: [staging], files: ["envs/prod/**"], gates: { soak: 24h }${prod} }
  `;
  repo = await configRepo(stage, `acme/hotfix-${repositories}`, v1, { 'waybill.yaml': waybill, ...files });
}

async function promoteStaging(tag: string, digest: string): Promise<void> {
  const before = await text(repo, 'main', STAGING);
  await repo.push('main', {
    [STAGING]: before.replace(/tag: v\d/, `tag: ${tag}`).replace(/sha256:\w+/, digest),
  });
}

function promote(inputs: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return run(stage, {
    images: `api=v2@${v2}`,
    environment: 'prod',
    'config-repository': repo.fullName,
    ...inputs,
  });
}

async function errorsOfRun(inputs: Readonly<Record<string, string>> = {}): Promise<readonly WaybillError[]> {
  const thrown: unknown = await promote(inputs).catch((error: unknown) => error);
  expect(repo.pullRequests()).toEqual([]);
  expect(await repo.branches()).toEqual(['main']);
  return errorsOf(thrown);
}

describe('images that are named, into an environment that comes after others', () => {
  test('are an ordinary promotion when the upstreams declare them, and show the gates', async () => {
    await freshRepo();
    await promoteStaging('v2', v2);
    const { report } = await promote();
    expect(report.lanes[0]?.outcome).toBe('created');
    const [pull] = repo.pullRequests();
    expect(pull?.title).toBe('Promote api v2 to prod');
    expect(pull?.body).toContain('| order | ✅ passed |');
    expect(pull?.body).toContain('| soak | ⏳ pending |');
    expect(pull?.body).toMatch(/### Promotion history\n\n- `staging`/);
  });

  test('that no upstream declares are refused, with who declares what and the two ways on', async () => {
    await freshRepo();
    const [error, another] = await errorsOfRun({ reason: 'the login is down' });
    expect([error?.code, another]).toEqual(['HOTFIX_REFUSED', undefined]);
    expect(error?.message).toMatch(/not declared in staging .*v1.*prod does not allow hotfixes/);
    expect(error?.hint).toMatch(
      /Promote it to staging first.*environments\.prod\.hotfix: true in waybill\.yaml/s,
    );
  });

  test('are a hotfix only with a reason', async () => {
    await freshRepo(', hotfix: true');
    const [error] = await errorsOfRun();
    expect(error?.code).toBe('HOTFIX_REFUSED');
    expect(error?.hint).toContain('input "reason"');
  });

  test('are not held back when they are declared already', async () => {
    await freshRepo();
    const { report } = await promote({ images: `api=v1@${v1}` });
    expect(report.lanes[0]?.outcome).toBe('unchanged');
  });
});

describe('a hotfix', () => {
  const reason = 'the login is down, @octocat, fixes #7';

  test('is marked in title, description and trailers, with who asked, why, and what was passed over', async () => {
    await freshRepo(', hotfix: true');
    await promote({ reason });
    const [pull] = repo.pullRequests();
    expect(pull?.title).toBe('Hotfix: promote api v2 to prod');
    expect(pull?.body).toMatch(/^> \[!WARNING\]\n> \*\*Hotfix\*\*/);
    expect(pull?.body).toContain(`Asked for by \`alice\`: \`${reason}\``);
    expect(pull?.body).toMatch(/> - order: v2 .*is not declared in staging/);
    expect(pull?.body).toMatch(/> - soak: /);
    const message = execFileSync('git', ['-C', repo.gitDirectory, 'log', '-1', '--format=%B', BRANCH], {
      encoding: 'utf8',
    });
    expect(message).toContain('Waybill-Hotfix: alice: the login is down, (at)octocat, fixes no. 7\n');
  });

  test('is not merged by itself, whatever the environment says', async () => {
    await freshRepo(', hotfix: true, merge: auto');
    repo.configure({ allowAutoMerge: true });
    await promote({ reason });
    expect(repo.pullRequests()[0]).toMatchObject({ state: 'open', autoMerge: false });
  });

  test('takes over an open promotion, and is not taken over by one', async () => {
    await freshRepo(', hotfix: true');
    await promoteStaging('v2', v2);
    await promote();
    const hotfix = await promote({ images: `api=v3@${v3}`, reason });
    expect(hotfix.report.lanes[0]?.outcome).toBe('superseded');
    const ordinary = await promote();
    expect(ordinary.report.lanes[0]?.outcome).toBe('blocked');
    expect(ordinary.report.lanes[0]?.reason).toContain('hotfix');
    expect(repo.pullRequests()).toHaveLength(1);
    expect(await text(repo, BRANCH, 'envs/prod/deploy.yaml')).toContain(v3);
  });

  test('brings only what was asked for, not the rest of an open promotion of its group', async () => {
    const values = (tag: string, digest: string): string =>
      yaml`
        image:
          repository: ${stage.images}/web
          tag: ${tag}
          digest: ${digest}
      `;
    const [w1, w2] = ['w1', 'w2'].map((tag) => stage.release('web', tag));
    await freshRepo(', hotfix: true', {
      'envs/staging/web.yaml': values('w2', w2 ?? ''),
      'envs/prod/web.yaml': values('w1', w1 ?? ''),
    });
    await promote({ images: `web=w2@${w2}` });
    const { report } = await promote({ reason });
    expect(report.lanes[0]?.proposal).toEqual({ api: v2 });
    expect(await text(repo, BRANCH, 'envs/prod/web.yaml')).toContain('tag: w1');
  });

  test('asked for again changes nothing', async () => {
    await freshRepo(', hotfix: true');
    await promote({ reason });
    const head = await repo.head(BRANCH);
    expect((await promote({ reason })).report.lanes[0]?.outcome).toBe('unchanged');
    expect(await repo.head(BRANCH)).toBe(head);
  });

  test('does not bring back what is held', async () => {
    await freshRepo(', hotfix: true', {
      [HOLD]: yaml`
        - image: api
          digest: ${v2}
          reason: loses sessions
          by: bob
      `,
    });
    const [error] = await errorsOfRun({ reason });
    expect(error?.code).toBe('DIGEST_HELD');
    expect(`${error?.message} ${error?.hint}`).toMatch(
      /loses sessions \(bob\).*\.waybill\/hold\/prod\.yaml/s,
    );
  });
});

test('a first environment does not take back what is held there', async () => {
  await freshRepo('', {
    '.waybill/hold/staging.yaml': yaml`
      - image: api
        digest: ${v2}
    `,
  });
  const [error] = await errorsOfRun({ environment: 'staging' });
  expect(error?.code).toBe('DIGEST_HELD');
});

test('an environment with gates is not merged by an input', async () => {
  await freshRepo();
  repo.configure({ allowAutoMerge: true });
  await promoteStaging('v2', v2);
  const { warnings } = await promote({ 'auto-merge': 'true' });
  expect(repo.pullRequests()[0]).toMatchObject({ state: 'open', autoMerge: false });
  expect(warnings.join('\n')).toContain('prod has gates');
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
