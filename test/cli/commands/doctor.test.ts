import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  RepositorySettings,
  SandboxGitHub,
  TokenGrant,
} from '../../../sandbox/github/sandbox-github.ts';
import { workflowTexts } from '../../../src/cli/init/workflow-texts.ts';
import { WAYBILL_APP } from '../../../sandbox/github/waybill-app.ts';
import { gitHubStandIn } from '../../stand-ins.ts';
import { exampleFiles } from '../../workflows/examples.ts';
import { yaml } from '../../yaml.ts';
import { type Ended, Folder } from '../command-line.ts';

const CLIENT_ID = 'Iv23liacmewaybill';
const OWNER: TokenGrant = {
  kind: 'pat',
  login: 'alice',
  permissions: {
    contents: 'read',
    metadata: 'read',
    administration: 'read',
    actions_variables: 'read',
    organization_administration: 'read',
    packages: 'read',
  },
};

let github: SandboxGitHub;
let token: string;
let repositories = 0;
const folders: Folder[] = [];

beforeAll(async () => {
  github = await gitHubStandIn({ validate: true });
  token = github.grant(OWNER);
  github.addPeople({ teams: ['acme/sre'] });
  const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const permissions = { ...WAYBILL_APP.permissions, members: 'read' } as const;
  // So many that the others are on the second page of the list.
  for (let other = 1; other <= 100; other += 1) {
    const slug = `acme-other-${other}`;
    github.registerApp({
      clientId: slug,
      slug,
      owner: 'acme',
      permissions: { metadata: 'read' },
      publicKey: key,
    });
  }
  github.registerApp({
    clientId: CLIENT_ID,
    slug: 'acme-waybill',
    owner: 'acme',
    permissions,
    publicKey: key,
  });
  const poor = { contents: 'read', metadata: 'read', pull_requests: 'write' } as const;
  github.registerApp({
    clientId: 'Iv23lipoor',
    slug: 'acme-poor',
    owner: 'acme',
    permissions: poor,
    publicKey: key,
  });
  const upstream = await github.createRepository('waybill/waybill', { 'README.md': '' });
  const commit = await upstream.head('main');
  await upstream.release('v1.4.0', { commit: commit ?? '' });
  const shop = await github.createRepository('acme/shop', { 'README.md': '' });
  shop.showPackage({ name: 'shop', image: 'ghcr.io/acme/shop', isPrivate: false, tags: () => ({}) });
  shop.showPackage({ name: 'secret', image: 'ghcr.io/acme/secret', isPrivate: true, tags: () => ({}) });
});
afterAll(() => {
  for (const folder of folders) folder.remove();
});

type Files = Readonly<Record<string, string>>;

/** A clone of a config repo, and doctor in it. */
async function doctor(
  files: Files,
  settings: RepositorySettings = {},
  more: {
    readonly rule?: Parameters<ReturnType<SandboxGitHub['repository']>['protect']>[1];
    readonly as?: string;
    readonly argv?: readonly string[];
  } = {},
): Promise<Ended> {
  repositories += 1;
  const name = `acme/config-${repositories}`;
  const repository = await github.createRepository(name, files, { plan: 'team', ...settings });
  if (more.rule !== undefined) repository.protect('main', more.rule);
  const folder = new Folder().write(files);
  folders.push(folder);
  const env = { GH_TOKEN: more.as ?? token, GITHUB_API_URL: github.apiUrl };
  const ended = await folder.run(['doctor', '--repository', name, ...(more.argv ?? [])], {
    env,
    columns: 10_000,
  });
  expect(ended.err).toBe('');
  return ended;
}

/** The lines of one kind, with what mends each. */
function lines({ out }: Ended, state: 'fine' | 'missing' | 'unknown'): string[] {
  return [...out.matchAll(/^(\w+): (.*\n(?: {2}.*\n)?)/gm)].flatMap(([, kind, text]) =>
    kind === state ? (text ?? '').replace(/\n {2}/, ' | ').trim() : [],
  );
}

const EXAMPLE = exampleFiles('config-kustomize');
const GOOD_RULE = {
  requirePullRequest: true,
  requiredContexts: ['waybill'],
  statusApp: 'acme-waybill',
  isRuleset: true,
} as const;
const GOOD: RepositorySettings = {
  allowAutoMerge: true,
  actionsMayCreatePullRequests: true,
  variables: { WAYBILL_APP_CLIENT_ID: CLIENT_ID },
};

describe('waybill doctor', () => {
  test('has nothing to say against the example, once its settings are made', async () => {
    const run = await doctor(EXAMPLE, GOOD, { rule: GOOD_RULE });
    expect([lines(run, 'missing'), lines(run, 'unknown'), run.code]).toEqual([[], [], 0]);
    expect(lines(run, 'fine')).toEqual([
      'main requires the status "waybill" of the App acme-waybill',
      'main is changed by pull requests alone',
      'GitHub may merge by itself what waits for rules (dev, staging)',
      'A merge method is left: merge, squash, rebase',
      'The App acme-waybill may do what Waybill does',
      'Workflows may open pull requests with their own token',
      'ghcr.io/acme/shop is public',
      'Flux and Argo CD objects here can tell how they are',
      'The workflows start when they have to, and are up to date',
    ]);
    expect(run.out).toMatch(/9 fine, 0 missing, 0 unknown\.\n$/);
  });

  test("says of GitHub's defaults what is missing, and the click that mends each", async () => {
    const run = await doctor(EXAMPLE, { variables: GOOD.variables ?? {} });
    const page = `${github.url}/acme/config-${repositories}/settings`;
    expect(run.code).toBe(1);
    expect(lines(run, 'missing')).toEqual([
      `The rules of main do not require the status "waybill": a pull request can be merged whatever its gates say | At ${page}/rules, add a branch ruleset for main with "Require status checks to pass", and there "waybill" with your App as its source.`,
      `Who may write the repository can push to main past every gate | At ${page}/rules, add "Require a pull request before merging" to the ruleset of main.`,
      expect.stringMatching(
        /^Auto-merge is off, and dev, staging are .* "Allow auto-merge", or: gh api -X PATCH repos\/acme/,
      ),
      expect.stringMatching(
        /^A workflow opens pull requests with its own token, and may not .*"Allow GitHub Actions to create and/,
      ),
    ]);
  });

  test('says with --json what it says in lines', async () => {
    const run = await doctor(EXAMPLE, GOOD, { rule: GOOD_RULE, argv: ['--json'] });
    expect(JSON.parse(run.out)).toMatchObject({
      repository: `acme/config-${repositories}`,
      branch: 'main',
      errors: [],
      findings: expect.arrayContaining([{ state: 'fine', what: 'ghcr.io/acme/shop is public' }]),
    });
  });
});

test('has nothing to say against the workflows that init writes', async () => {
  const written = Object.fromEntries(workflowTexts('main').map(({ path, text }) => [path, text]));
  const files = Object.entries(EXAMPLE).filter(([path]) => !path.startsWith('.github/'));
  const run = await doctor({ ...Object.fromEntries(files), ...written }, GOOD, { rule: GOOD_RULE });
  expect([lines(run, 'missing'), run.code]).toEqual([[], 0]);
});

describe('the rules of the branch', () => {
  const rules = (rule: Parameters<typeof doctor>[2]) => doctor(EXAMPLE, GOOD, rule);
  test.each([
    [
      'a protection of the old kind',
      { ...GOOD_RULE, isRuleset: false },
      'fine',
      /^main requires the status "waybill" of the App acme-waybill$/,
    ],
    [
      'a status of anybody',
      { ...GOOD_RULE, statusApp: undefined },
      'missing',
      /from anybody .* choose your App as the source/,
    ],
    [
      'a status of another App',
      { ...GOOD_RULE, statusApp: 'acme-poor' },
      'missing',
      /from the App acme-poor, and the workflows use acme-waybill \| .*choose acme-waybill/,
    ],
    [
      'a status of a gate',
      { ...GOOD_RULE, requiredContexts: ['waybill', 'waybill/soak'] },
      'missing',
      /"waybill\/soak", which not every pull request gets/,
    ],
    [
      'an old protection, of which administrators know the rest',
      { ...GOOD_RULE, isRuleset: false },
      'unknown',
      /told to administrators/,
    ],
    [
      'methods that the repository lacks',
      { ...GOOD_RULE, mergeMethods: ['squash'] },
      'fine',
      /^A merge method is left: squash$/,
    ],
    [
      'a linear history',
      { ...GOOD_RULE, linearHistory: true },
      'fine',
      /^A merge method is left: squash, rebase$/,
    ],
  ] as const)('%s', async (_what, rule, state, says) => {
    const { statusApp, ...rest } = rule;
    const run = await rules({ rule: { ...rest, ...(statusApp === undefined ? {} : { statusApp }) } });
    expect(lines(run, state)).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
  });

  test.each([
    ['no method is left', ['merge'], ['squash'], /No merge method is left/],
    [
      'the method of an environment is not among them',
      ['merge', 'squash'],
      ['squash'],
      /environments\.dev is merged with "merge", which is not allowed: what is left is squash/,
    ],
  ] as const)('%s', async (_what, allowed, ruled, says) => {
    const files = {
      ...EXAMPLE,
      'waybill.yaml': (EXAMPLE['waybill.yaml'] ?? '').replace(
        'merge: auto',
        'merge: auto\n    merge-method: merge',
      ),
    };
    const run = await doctor(
      files,
      { ...GOOD, mergeMethods: allowed },
      { rule: { ...GOOD_RULE, mergeMethods: ruled } },
    );
    expect(lines(run, 'missing')).toEqual([expect.stringMatching(says)]);
  });
});

describe('the App', () => {
  test.each([
    [
      'lacks permissions',
      'Iv23lipoor',
      [/lacks "contents: write"/, /lacks "statuses: write"/, /lacks "members: read"/],
    ],
    ['is not installed', 'Iv23linobody', [/No App with the client id Iv23linobody is installed on acme/]],
  ])('%s', async (_what, id, says) => {
    const run = await doctor(
      EXAMPLE,
      { ...GOOD, variables: { WAYBILL_APP_CLIENT_ID: id } },
      { rule: GOOD_RULE },
    );
    for (const what of says)
      expect(lines(run, 'missing')).toEqual(expect.arrayContaining([expect.stringMatching(what)]));
  });

  test('may have to read who built an image of a private repository', async () => {
    const gate = 'gates: { provenance: { workflow: .github/workflows/build.yml }, soak:';
    const text = (EXAMPLE['waybill.yaml'] ?? '').replace('gates: { soak:', gate);
    const run = await doctor({ ...EXAMPLE, 'waybill.yaml': text }, GOOD, { rule: GOOD_RULE });
    expect([lines(run, 'missing'), run.code]).toEqual([[], 0]);
    expect(lines(run, 'unknown')).toEqual([
      expect.stringMatching(/^The App acme-waybill lacks "attestations: read", .* \| If one is, choose it/),
    ]);
  });

  test('is unknown where the variable belongs to the organization', async () => {
    const run = await doctor(EXAMPLE, { ...GOOD, variables: {} }, { rule: GOOD_RULE });
    expect(lines(run, 'unknown')).toEqual([
      expect.stringMatching(
        /^The rules of main take the status "waybill" from the App acme-waybill alone; whether/,
      ),
      expect.stringMatching(
        /WAYBILL_APP_CLIENT_ID, which could not be read: there is none, or the token may not see it \|/,
      ),
    ]);
  });
});

test('a token that reads the repository alone says what it could not look at, and nothing of it is fine', async () => {
  const reader = github.grant({
    kind: 'pat',
    login: 'bob',
    permissions: { contents: 'read', metadata: 'read' },
  });
  const run = await doctor(EXAMPLE, GOOD, { rule: GOOD_RULE, as: reader });
  expect([lines(run, 'missing'), run.code]).toEqual([[], 0]);
  expect(lines(run, 'unknown')).toEqual([
    expect.stringMatching(/from the App number \d+ alone; whether/),
    expect.stringMatching(/WAYBILL_APP_CLIENT_ID, which could not be read: .*actions-variables: read/),
    expect.stringMatching(/^What workflows may do could not be read: .*administration: read/),
    expect.stringMatching(/^The package ghcr.io\/acme\/shop could not be read/),
  ]);
});

describe('packages and tags', () => {
  const withImage = (image: string): Files => ({
    ...EXAMPLE,
    'waybill.yaml': (EXAMPLE['waybill.yaml'] ?? '').replace(/repository: .*/, image),
  });
  test.each([
    [
      'a private package',
      'repository: ghcr.io/acme/secret',
      'unknown',
      /ghcr.io\/acme\/secret is private, .*"Manage Actions access": acme\/config-\d+ has to be there/,
    ],
    [
      'tags of ghcr.io',
      'repository: ghcr.io/acme/shop\n    pin: tag',
      'missing',
      /every tag of ghcr.io can be moved \| Take "pin: tag" out/,
    ],
    [
      'tags of ECR',
      'repository: 1.dkr.ecr.eu-west-1.amazonaws.com/team/shop\n    pin: tag',
      'unknown',
      /aws ecr put-image-tag-mutability --repository-name team\/shop --image-tag-mutability IMMUTABLE/,
    ],
    [
      'tags of Google',
      'repository: europe-docker.pkg.dev/acme/images/shop\n    pin: tag',
      'unknown',
      /gcloud artifacts repositories update images --project=acme --location=europe --immutable-tags/,
    ],
    [
      'tags of a pattern',
      'repository: ghcr.io/acme/shop\n  any-*:\n    repository: ghcr.io/acme/any/*\n    pin: tag',
      'missing',
      /images\.any-\* is declared by its tag alone .*every tag of ghcr.io can be moved/,
    ],
    [
      'packages of a pattern',
      'repository: ghcr.io/acme/shop\n  any-*:\n    repository: ghcr.io/acme/any/*',
      'unknown',
      /ghcr.io\/acme\/any\/\* stands for several packages/,
    ],
    [
      'tags of another registry',
      'repository: registry.acme.dev/shop\n    pin: tag',
      'unknown',
      /in the settings of registry.acme.dev\/shop/,
    ],
  ] as const)('%s', async (_what, image, state, says) => {
    const run = await doctor(withImage(image), GOOD, { rule: GOOD_RULE });
    expect(lines(run, state)).toEqual([expect.stringMatching(says)]);
  });
});

describe('objects of agents', () => {
  const FLUX = 'agent/flux-dev.yaml';
  const APPLICATION = yaml`
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: { name: shop }
    spec: { project: default }
  `;
  const RELEASE = yaml`
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: { name: shop }
    spec: { interval: 1m, upgrade: { disableWait: true } }
  `;
  test.each<[string, Files, 'missing' | 'unknown', RegExp]>([
    [
      'a Kustomization that does not wait',
      { [FLUX]: (EXAMPLE[FLUX] ?? '').replace('wait: true', 'wait: false') },
      'missing',
      /^Kustomization apps \(agent\/flux-dev.yaml\) says success as soon as .* \| Add "wait: true"/,
    ],
    [
      'an Alert of errors alone',
      { [FLUX]: (EXAMPLE[FLUX] ?? '').replace('eventSeverity: info', 'eventSeverity: error') },
      'missing',
      /no success is ever told \| Write "eventSeverity: info"/,
    ],
    [
      'a HelmRelease that does not wait',
      { 'apps/shop.yaml': RELEASE },
      'missing',
      /^HelmRelease shop \(apps\/shop.yaml\) does not wait .*spec.upgrade/,
    ],
    [
      'an Application without notifications',
      { 'apps/shop.yaml': APPLICATION },
      'unknown',
      /^Application shop \(apps\/shop.yaml\) subscribes to no notification/,
    ],
    [
      'nothing that tells',
      { [FLUX]: 'kind: Nothing\n' },
      'unknown',
      /^dev has "health", and nothing in this repository tells GitHub/,
    ],
    [
      'a template, which is no object',
      { 'chart/templates/a.yaml': `{{ if x }}\n${APPLICATION}{{ end }}\n` },
      'unknown',
      /^$/,
    ],
  ])('%s', async (what, files, state, says) => {
    const run = await doctor({ ...EXAMPLE, ...files }, GOOD, { rule: GOOD_RULE });
    const expected = what.startsWith('a template') ? [] : [expect.stringMatching(says)];
    expect(lines(run, state)).toEqual(expected);
  });
});

describe('workflows', () => {
  const [ADVANCE, VERIFY] = ['.github/workflows/advance.yml', '.github/workflows/verify.yml'];
  const changed = (path: string, from: string | RegExp, to: string): Files => ({
    ...EXAMPLE,
    [path]: (EXAMPLE[path] ?? '').replace(from, to),
  });
  test.each<[string, Files, RegExp]>([
    [
      'that do not look when a soak ends',
      changed(ADVANCE, /  schedule:\n.*\n/, ''),
      /advance.yml is not started by schedule: nothing looks when a soak/,
    ],
    [
      'that do not hear of health',
      changed(ADVANCE, /  repository_dispatch:\n.*\n  status:\n/, ''),
      /not started by status or repository_dispatch/,
    ],
    [
      'that do not run for a push',
      changed(ADVANCE, /  push:\n.*\n/, ''),
      /not started by push: nothing moves on/,
    ],
    ['without verify', changed(VERIFY, 'actions/verify@v1', 'actions/build@v1'), /No workflow runs verify/],
    [
      'of an older version',
      changed(ADVANCE, 'waybill/waybill@v1', 'waybill/waybill@v0.9'),
      /uses waybill\/waybill@v0.9, and v1.4.0 is out \| .* write @v1\./,
    ],
    [
      'of an older commit',
      changed(ADVANCE, 'waybill/waybill@v1', `waybill/waybill@${'a'.repeat(40)} # v0.9.1`),
      /and v1.4.0 is out/,
    ],
    [
      'of a branch',
      changed(ADVANCE, 'waybill/waybill@v1', 'waybill/waybill@main'),
      /a branch moves without anybody's doing \| Write a version: @v1\./,
    ],
    [
      'of a branch whose name is no regular expression',
      changed(ADVANCE, 'waybill/waybill@v1', 'waybill/waybill@fix(x'),
      /uses waybill\/waybill@fix\(x/,
    ],
    [
      'that read an output of before',
      changed(ADVANCE, 'jobs:', 'env: { X: "${{ steps.x.outputs.head-sha }}" }\njobs:'),
      /It is called pull-request-head-sha\./,
    ],
    [
      'that give record an image',
      changed(
        VERIFY,
        'actions/verify@v1',
        'actions/record@v1\n        with: { image: a }\n      - uses: waybill/waybill/actions/verify@v1',
      ),
      /gives "image" to record \| It is called "reference"\./,
    ],
  ])('%s', async (_what, files, says) => {
    const run = await doctor(files, GOOD, { rule: GOOD_RULE });
    expect(lines(run, 'missing')).toEqual([expect.stringMatching(says)]);
    expect(run.code).toBe(1);
  });

  test('that unfold without end use nothing', async () => {
    const bomb = Array.from({ length: 12 }, (_, index) =>
      index === 0
        ? 'l0: &l0 [a, a]'
        : `l${index}: &l${index} [${Array(9)
            .fill(`*l${index - 1}`)
            .join(', ')}]`,
    );
    const run = await doctor({ ...EXAMPLE, '.github/workflows/bomb.yml': `${bomb.join('\n')}\n` }, GOOD, {
      rule: GOOD_RULE,
    });
    expect(lines(run, 'missing')).toEqual([]);
  });

  test('there are none', async () => {
    const files = Object.fromEntries(
      Object.entries(EXAMPLE).filter(([path]) => !path.startsWith('.github/')),
    );
    const run = await doctor(files, GOOD, { rule: GOOD_RULE });
    expect(lines(run, 'missing')).toEqual([
      expect.stringMatching(/^No workflow here uses Waybill \| "waybill init"/),
    ]);
  });
});

describe('what cannot be looked at', () => {
  test.each([
    ['no waybill.yaml', {}, { GH_TOKEN: 'x' }, /There is no waybill.yaml here.*"waybill init"/, 1],
    [
      'no token',
      { 'waybill.yaml': EXAMPLE['waybill.yaml'] ?? '' },
      {},
      /GH_TOKEN=\$\(gh auth token\) waybill doctor\./,
      2,
    ],
  ])('%s', async (_what, files, env, says, code) => {
    const folder = new Folder().write(files);
    folders.push(folder);
    const run = await folder.run(['doctor', '--repository', 'acme/shop'], { env });
    expect(run.code).toBe(code);
    expect(run.err.replace(/\s+/g, ' ')).toMatch(says);
  });
});

test('nothing that was asked or answered was against the published schemas, and nothing was written', () => {
  expect(github.violations).toEqual([]);
  expect(github.requests.filter(({ write, status }) => write && status < 400)).toEqual([]);
});
