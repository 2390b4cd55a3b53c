import { generateKeyPairSync } from 'node:crypto';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxGitHub, SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { endWithTest } from '../end-with-test.ts';
import { gitHubStandIn } from '../stand-ins.ts';
import { startBuildkit } from './buildkit.ts';
import { type HostedEvent, hostedEvents, listensTo } from './hosted-event.ts';
import { type JobToken, serveJobTokens } from './job-token.ts';
import { nameHosts, type NamedHosts } from './named-hosts.ts';
import { type Packages, startPackages } from './packages.ts';
import { prepareWorkflow } from './prepare-workflow.ts';
import { type ActMachine, runAct, type WorkflowRun } from './run-act.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/** The actions of others that our workflows use, and the version that each is pinned to. */
const OTHERS = {
  'actions/checkout': '3d3c42e5aac5ba805825da76410c181273ba90b1',
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020',
  'actions/create-github-app-token': '1b10c78c7865c340bc4f6099eb2f838309f1e8c3',
  'docker/setup-buildx-action': '37fe631027851001ddb9b187196cc803df7f5f0e',
} as const;

/** The most runs that a chain of events may start: a chain that feeds itself is a fault. */
const MOST_RUNS = 20;

const DEPENDABOT = 'dependabot[bot]';

/** A GitHub that runs workflows, with private packages and an App. */
export interface WorkflowStage {
  readonly github: SandboxGitHub;
  readonly packages: Packages;
  readonly hosts: NamedHosts;
  readonly token: JobToken;
  readonly variables: Record<string, string>;
  readonly secrets: Record<string, string>;
  /** What the settings of one repository add to that. */
  settingsOf(repository: string): RepositorySettings;
  /** Puts the time forward. */
  wait(milliseconds: number): void;
  /** Runs what listens to the events that nobody has looked at yet, until nothing new happens. */
  settle(): Promise<readonly WorkflowRun[]>;
  /** What the runs have logged so far. */
  logs(): readonly string[];
  /** The secrets that stand in a text. */
  secretsIn(text: string): string[];
  /** Runs what listens to an event that no request causes: `schedule`, `workflow_dispatch`. */
  start(
    repository: SandboxRepository,
    name: 'schedule' | 'workflow_dispatch',
    inputs?: Record<string, string>,
    workflow?: string,
  ): Promise<readonly WorkflowRun[]>;
}

/** Variables and secrets of one repository, by name. */
interface RepositorySettings {
  readonly variables: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** Where the programs are that a stage needs. */
export interface StagePrograms {
  readonly act: string;
  readonly buildkitd: string;
}

/**
 * Opens a stage that ends with the test, or with the file where `beforeAll` opens it. Steps with one of the
 * commands in `without` are left out. In an `empty` organisation there is no App, variable or secret yet.
 */
export async function openWorkflowStage(
  { act, buildkitd }: StagePrograms,
  without: readonly string[] = [],
  organisation: 'with-app' | 'empty' = 'with-app',
): Promise<WorkflowStage> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-stage-'));
  endWithTest(() => rm(folder, { recursive: true, force: true }));
  let late = 0;
  const github = await gitHubStandIn({ validate: true, now: () => new Date(Date.now() + late) });
  const token = await serveJobTokens(github);
  const packages = await startPackages(token);
  const hosts = await nameHosts(
    ['github.com', 'api.github.com', 'ghcr.io'],
    (host, path) => {
      if (host === 'ghcr.io') return `${packages.registry.url}${path}`;
      if (host === 'github.com') return `${github.url}${path}`;
      return `${github.url}/api${path.startsWith('/graphql') ? '' : '/v3'}${path}`;
    },
    folder,
  );
  const builder = await startBuildkit(buildkitd, folder, hosts.env);
  const machine: ActMachine = {
    act,
    env: { ...hosts.env, ...builder, ...nodes(), ...npmWithoutNetwork(), WAYBILL_TEST_RUNNER: token.url },
    repositories: await layOut(folder),
  };
  const shared = organisation === 'empty' ? { variables: {}, secrets: {} } : withApp(github);
  const { variables, secrets }: RepositorySettings = shared;
  const own = new Map<string, RepositorySettings>();
  const settingsOf = (repository: string): RepositorySettings => {
    const found = own.get(repository) ?? { variables: {}, secrets: {} };
    own.set(repository, found);
    return found;
  };

  const logs: string[] = [];
  const tokens: string[] = [];
  const runAll = async (event: HostedEvent, only = ''): Promise<WorkflowRun[]> => {
    const runs: WorkflowRun[] = [];
    for (const { path, text } of await workflowsAt(github.repository(event.repository), event.sha)) {
      if (!listensTo(text, event) || !path.endsWith(only)) continue;
      const prepared = prepareWorkflow(text, without);
      token.begin(event, prepared.called);
      // A run that Dependabot starts may get no secrets.
      const settings = settingsOf(event.repository);
      const given = event.actor === DEPENDABOT ? {} : { ...secrets, ...settings.secrets };
      const known = { ...given, GITHUB_TOKEN: token.text };
      tokens.push(token.text);
      const named = { secrets: known, variables: { ...variables, ...settings.variables } };
      const done = await runAct(machine, { event, path, text: prepared.text, ...named });
      logs.push(done.log);
      runs.push(done);
    }
    return runs;
  };
  let seen = 0;
  return {
    github,
    packages,
    hosts,
    token,
    variables,
    secrets,
    settingsOf,
    wait: (milliseconds) => void (late += milliseconds),
    settle: async () => {
      const runs: WorkflowRun[] = [];
      for (; seen < github.workflowEvents.length; seen += 1) {
        const event = github.workflowEvents[seen];
        if (event === undefined) break;
        const head = (await github.repository(event.repository).head('main')) ?? '';
        for (const hosted of hostedEvents(event, { branch: 'main', head }))
          runs.push(...(await runAll(hosted)));
        if (runs.length > MOST_RUNS) throw new Error(`Runs start runs without end:\n${runs.at(-1)?.log}`);
      }
      return runs;
    },
    logs: () => logs,
    secretsIn: (text) => {
      const lines = Object.values(secrets).flatMap((secret) => secret.trim().split('\n').slice(1, -1));
      return [...tokens, ...lines].filter((secret) => text.includes(secret));
    },
    start: async ({ fullName, head }, name, inputs = {}, workflow = '') => {
      const sha = (await head('main')) ?? '';
      const payload = { inputs, repository: { full_name: fullName, default_branch: 'main' } };
      const event = { name, repository: fullName, ref: 'refs/heads/main', sha, actor: 'alice', payload };
      return runAll(event, workflow);
    },
  };
}

/**
 * Registers the App that is installed on all of the organisation, and says what the organisation knows of it.
 */
function withApp(github: SandboxGitHub): RepositorySettings {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  github.registerApp({
    clientId: 'Iv23example',
    slug: 'acme-waybill',
    owner: 'acme',
    permissions: {
      contents: 'write',
      pull_requests: 'write',
      statuses: 'write',
      issues: 'write',
      members: 'read',
    },
    publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  });
  return {
    variables: { WAYBILL_APP_CLIENT_ID: 'Iv23example' },
    secrets: { WAYBILL_APP_KEY: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
  };
}

/** Where `setup-node` finds the versions of Node that are here. */
function nodes(): Record<string, string> {
  const packaged = join(
    ROOT,
    'test/nodes/node_modules',
    `node-20-${process.platform}-${process.arch}`,
    'bin',
  );
  return { WAYBILL_TEST_NODES: [packaged, dirname(process.execPath)].join(delimiter) };
}

/** What `npm ci` has downloaded for this checkout is enough for another one. */
function npmWithoutNetwork(): Record<string, string> {
  const cache = process.env['npm_config_cache'] ?? join(homedir(), '.npm');
  return { npm_config_cache: cache, npm_config_offline: 'true' };
}

/** Lays out the checkout as what `waybill/waybill@v1` is, and says what stands for which repository. */
async function layOut(folder: string): Promise<Record<string, string>> {
  const own = join(folder, 'waybill');
  const workflows = join(own, '.github/workflows');
  await mkdir(workflows, { recursive: true });
  for (const part of ['action.yml', 'actions', 'dist'])
    await cp(join(ROOT, part), join(own, part), { recursive: true });
  const texts: string[] = [];
  for (const name of await readdir(join(ROOT, '.github/workflows'))) {
    const text = await readFile(join(ROOT, '.github/workflows', name), 'utf8');
    texts.push(text);
    await writeFile(join(workflows, name), prepareWorkflow(text).text);
  }
  const others = Object.entries(OTHERS).map(([name, sha]) => [
    `${name}@${sha}`,
    join(import.meta.dirname, 'actions', name.split('/')[1] ?? ''),
  ]);
  // A release pins our actions by its own commit.
  const refs = [...texts.join('').matchAll(/waybill\/waybill(?:\/[^@\n]*)?@([\w.]+)/g)].map(
    ([, ref = '']) => ref,
  );
  const ours = ['v1', ...refs].map((ref) => [`waybill/waybill@${ref}`, own]);
  return Object.fromEntries([...ours, ...others]);
}

async function workflowsAt(repository: SandboxRepository, sha: string) {
  const list = ['-C', repository.gitDirectory, 'ls-tree', '-r', '--name-only', sha, '.github/workflows/'];
  const { stdout } = await run('git', list);
  const paths = stdout.split('\n').filter((path) => /\.ya?ml$/.test(path));
  return Promise.all(
    paths.map(async (path) => ({
      path,
      text: Buffer.from((await repository.read(sha, path)) ?? []).toString('utf8'),
    })),
  );
}
