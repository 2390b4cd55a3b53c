import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { endWithTest } from '../end-with-test.ts';
import { withReal } from '../with-real.ts';
import { findBuildkitd } from './buildkit.ts';
import { findProgram } from './find-programs.ts';
import { namesOf } from './names-of-runs.ts';
import { buttonsOf, titlePattern } from './page/clicks.ts';
import { type PageStep, readPage } from './page/read-page.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const git = promisify(execFile);
const act = findProgram('act');
const buildkitd = findBuildkitd();
const PAGE = 'docs/start.md';

withReal('the page of the first steps, word for word', [act, buildkitd], () => {
  let stage: WorkflowStage;
  let folder: string;
  let press: ReturnType<typeof buttonsOf>;

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use }, [], 'empty');
    press = buttonsOf(stage);
    folder = mkdtempSync(join(tmpdir(), 'waybill-page-'));
    endWithTest(() => rmSync(folder, { recursive: true, force: true }));
  });

  /** Git of a person who is logged in at GitHub. */
  function shell(commands: string): Promise<void> {
    const permissions = { contents: 'write', workflows: 'write', metadata: 'read' } as const;
    const token = stage.github.grant({ kind: 'pat', login: 'alice', permissions });
    const login = Buffer.from(`alice:${token}`).toString('base64');
    const config = {
      'http.https://github.com/.extraheader': `authorization: Basic ${login}`,
      'user.name': 'alice',
      'user.email': 'alice@example.com',
      'init.defaultBranch': 'main',
      'pull.rebase': 'false',
    };
    const pairs = Object.entries(config).flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]);
    return run(commands, {
      ...{ PATH: process.env['PATH'] ?? '', HOME: folder, GIT_TERMINAL_PROMPT: '0', ...stage.hosts.env },
      ...{ GIT_CONFIG_COUNT: String(pairs.length / 2), ...Object.fromEntries(pairs) },
    });
  }

  function run(commands: string, env: Record<string, string>): Promise<void> {
    return new Promise((resolve, reject) => {
      execFile('sh', ['-ec', commands], { cwd: folder, env }, (error, _, stderr) =>
        error === null ? resolve() : reject(new Error(`${commands}\n${stderr}`)),
      );
    });
  }

  const pullRequestsOf = (repository: string, title: string): readonly string[] =>
    stage.github
      .repository(repository)
      .pullRequests()
      .filter((pull) => titlePattern(title).test(pull.title))
      .map((pull) => (pull.merged ? 'merged' : pull.state));

  const textOf = async (path: string): Promise<string> =>
    Buffer.from((await stage.github.repository('acme/config').read('main', path)) ?? []).toString('utf8');

  /** What a page can say is to be seen, and what is there instead. */
  const SIGHTS: readonly (readonly [RegExp, (...words: string[]) => Promise<void> | void])[] = [
    [
      /the pull request `([^`]+)` in `(acme\/config)`, (\w+)/g,
      (title, repository, state) =>
        expect([title, ...pullRequestsOf(repository ?? '', title ?? '')]).toEqual([title, state]),
    ],
    [
      /`([^`]+)` in `acme\/config` says\s+`([^`]+)`/g,
      async (path, words = '') => expect(await textOf(path ?? '')).toContain(words),
    ],
    [
      /two empty folders, `([^`]+)` and `([^`]+)`/g,
      (...names) => {
        for (const name of names) expect([name, readdirSync(join(folder, name))]).toEqual([name, ['.git']]);
      },
    ],
    [
      /a variable and a secret in each of the two repositories/g,
      () => {
        for (const repository of ['acme/shop', 'acme/config']) {
          const { variables, secrets } = stage.settingsOf(repository);
          expect([repository, variables]).toEqual([repository, { WAYBILL_APP_CLIENT_ID: 'Iv23example' }]);
          expect(Object.keys(secrets)).toEqual(['WAYBILL_APP_KEY']);
          expect(secrets['WAYBILL_APP_KEY']).toMatch(/^-----BEGIN PRIVATE KEY-----/);
        }
      },
    ],
    [
      /the three files on the page of the repository/g,
      async () => {
        const files = ['envs/dev/deployment.yaml', 'envs/prod/deployment.yaml', 'waybill.yaml'];
        const { gitDirectory } = stage.github.repository('acme/config');
        const listed = await git('git', ['-C', gitDirectory, 'ls-tree', '-r', '--name-only', 'main']);
        expect(listed.stdout.trim().split('\n')).toEqual(files);
      },
    ],
    [
      /`@sha256:` and the same digest as `dev`/g,
      async () => {
        const [dev, prod] = [
          await textOf('envs/dev/deployment.yaml'),
          await textOf('envs/prod/deployment.yaml'),
        ].map((text) => /@(sha256:[0-9a-f]{64})/.exec(text)?.[1]);
        expect(dev).toBeDefined();
        expect(prod).toBe(dev);
      },
    ],
  ];

  /** Holds what the page says is to be seen against what is there. What nobody looks at is an error. */
  async function look(text: string): Promise<void> {
    let seen = 0;
    for (const [pattern, sight] of SIGHTS)
      for (const [, ...words] of text.matchAll(pattern)) {
        seen += 1;
        await sight(...words);
      }
    if (seen === 0) throw new Error(`${PAGE}: the program does not know where to see "${text}"`);
  }

  async function follow(step: PageStep): Promise<void> {
    switch (step.kind) {
      case 'press':
        await press(step);
        break;
      case 'write': {
        const file = join(folder, step.repository, step.path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, step.text);
        return;
      }
      case 'type':
        await shell(step.commands);
        break;
      case 'see':
        return look(step.text);
    }
    namesOf(await stage.settle());
  }

  test('leads from an empty organisation to a merged promotion into prod', async () => {
    const steps = readPage(PAGE);
    for (const step of steps) await follow(step);
    const config = stage.github.repository('acme/config');
    const prod = Buffer.from((await config.read('main', 'envs/prod/deployment.yaml')) ?? []).toString('utf8');
    expect(prod).toContain(stage.packages.registry.tags('acme/shop').get('main'));
    expect(stage.github.violations).toEqual([]);
    expect(stage.hosts.strangers).toEqual([]);
  });
});
