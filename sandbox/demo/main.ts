import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { unifiedDiff } from '../../src/report/unified-diff.ts';
import type { SandboxGitHub, SandboxRepository } from '../github/sandbox-github.ts';
import { startSandboxGitHub } from '../github/start.ts';
import type { SandboxRegistry } from '../registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../registry/start.ts';
import { type Engine, findEngine } from './engine.ts';
import { APPLICATION, APPLICATION_CHANGE, configFiles } from './seed.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { type RunSource, runInWorkflow } from './workflow.ts';

const run = promisify(execFile);

const HELP = `Usage: npm run demo [-- --serve]

Builds an image, records its digest, and promotes it through three environments
by pull request, against a GitHub and a registry that run in this process.

  --serve   keep the pages of the pull requests up until Ctrl-C
  --help    this text`;

interface Stage {
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly application: SandboxRepository;
  readonly config: SandboxRepository;
  readonly image: string;
  readonly engine: Engine;
  readonly source: RunSource;
  readonly token: string;
  readonly docker: Readonly<Record<string, string>>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { serve: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const terminal = createTerminal(
    (text) => process.stdout.write(text),
    process.env,
    process.stdout.isTTY === true,
  );
  if (values.help === true) return terminal.text(HELP);
  const workspace = await mkdtemp(join(tmpdir(), 'waybill-demo-'));
  const [github, registry] = await Promise.all([startSandboxGitHub({}), startSandboxRegistry({})]);
  try {
    await road(terminal, github, registry, workspace, values.serve === true);
  } finally {
    await Promise.all([github.close(), registry.close(), rm(workspace, { recursive: true, force: true })]);
  }
}

async function road(
  terminal: Terminal,
  github: SandboxGitHub,
  registry: SandboxRegistry,
  workspace: string,
  serve: boolean,
): Promise<void> {
  const started = performance.now();
  terminal.title('Waybill: build once, promote the digest by pull request');
  const stage = await setUp(terminal, github, registry, workspace);
  const { record, digest } = await build(terminal, stage);
  await buildAgain(terminal, stage, digest);

  const merged: string[] = [];
  for (const [environment, file] of [
    ['dev', 'envs/dev/kustomization.yaml'],
    ['staging', 'envs/staging/values.yaml'],
  ] as const) {
    await promote(terminal, stage, environment, file, record);
    await terminal.step(`Merge into ${environment}`, async (note) => {
      const open = stage.config.pullRequests().filter((pull) => pull.state === 'open');
      for (const pull of open) note('commit', await stage.config.merge(pull.number, 'squash'));
    });
    merged.push(file);
  }
  await promoteAgain(terminal, stage, record);
  await promote(terminal, stage, 'prod', 'envs/prod/deployment.yaml', record);

  const holding = await Promise.all(
    merged.map(async (file) => (await textOf(stage.config, 'main', file)).includes(digest)),
  );
  const right = holding.every(Boolean);
  if (!right) process.exitCode = 1;
  terminal.text('');
  terminal.title(
    right
      ? `dev and staging declare ${digest.slice(0, 19)}…; prod waits for a review.`
      : 'A merged file does not hold the digest.',
  );
  terminal.text(`${((performance.now() - started) / 1000).toFixed(1)} s in all.`);
  if (serve) await serveUntilInterrupted(terminal, stage);
  else terminal.text('Run "npm run demo -- --serve" to look at the pull requests in a browser.');
}

async function setUp(
  terminal: Terminal,
  github: SandboxGitHub,
  registry: SandboxRegistry,
  workspace: string,
): Promise<Stage> {
  return terminal.step('An application repository and a config repo', async (note) => {
    const image = `${registry.host}/acme/shop`;
    const engine = await findEngine(process.env);
    const application = await github.createRepository('acme/shop', APPLICATION);
    const before = await application.head('main');
    const old = registry.seed('acme/shop', ['v1.3.0', `sha-${before ?? ''}`], {
      content: 'the release before',
      labels: {
        'org.opencontainers.image.source': `${github.url}/acme/shop`,
        'org.opencontainers.image.revision': before ?? '',
        'org.opencontainers.image.version': 'v1.3.0',
      },
    });
    const config = await github.createRepository('acme/config', configFiles(image, old), {
      allowAutoMerge: true,
    });
    github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
    const commit = await application.push('main', APPLICATION_CHANGE, {
      message: 'Open on Sundays (#7)',
      author: 'alice',
    });
    const checkout = join(workspace, 'shop');
    await run('git', ['clone', '--quiet', application.gitDirectory, checkout]);
    const token = github.grant({
      kind: 'installation',
      login: 'acme-waybill[bot]',
      permissions: { contents: 'write', pull_requests: 'write', issues: 'write', metadata: 'read' },
    });
    note('GitHub', github.url);
    note('registry', registry.url);
    note('commit', `${commit}  Open on Sundays`);
    const source = {
      repository: 'acme/shop',
      commit,
      ref: 'refs/heads/main',
      serverUrl: github.url,
      apiUrl: github.apiUrl,
      workspace: checkout,
    };
    return {
      github,
      registry,
      application,
      config,
      image,
      engine,
      source,
      token,
      docker: dockerEnvironment(),
    };
  });
}

/** What the docker client reads to find its engine and its plugins; everything else of this environment stays outside. */
function dockerEnvironment(): Record<string, string> {
  const names = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'XDG_RUNTIME_DIR', 'HOME'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

async function build(terminal: Terminal, stage: Stage): Promise<{ record: string; digest: string }> {
  const { engine, image, source, registry } = stage;
  const name = engine.kind === 'docker' ? 'Build, push and record' : 'Record an image built elsewhere';
  return terminal.step(name, async (note) => {
    note(
      'builder',
      engine.kind === 'docker'
        ? engine.reason
        : `none: ${engine.reason}; an image is written straight to the registry`,
    );
    if (engine.kind === 'none') {
      const labels = {
        'org.opencontainers.image.source': `${source.serverUrl}/acme/shop`,
        'org.opencontainers.image.revision': source.commit,
      };
      registry.seed('acme/shop', ['main', `sha-${source.commit}`], {
        content: 'open on sundays',
        labels,
        created: new Date().toISOString(),
      });
    }
    const inputs: Readonly<Record<string, string>> =
      engine.kind === 'docker' ? { image, tags: 'main' } : { image: `${image}:main` };
    const result = await runInWorkflow(
      engine.kind === 'docker' ? 'build' : 'record',
      source,
      inputs,
      stage.docker,
    );
    const digest = result.outputs['digest'] ?? '';
    note('image', image);
    note('digest', digest);
    return { record: result.outputs['record'] ?? '', digest };
  });
}

/** A version tag on the same commit: nothing is built, the digest stays. */
async function buildAgain(terminal: Terminal, stage: Stage, digest: string): Promise<void> {
  if (stage.engine.kind !== 'docker') return;
  await terminal.step('Push the tag v1.4.0 on the same commit', async (note) => {
    const source = { ...stage.source, ref: 'refs/tags/v1.4.0' };
    const result = await runInWorkflow('build', source, { image: stage.image, tags: 'v1.4.0' }, stage.docker);
    note('reused', `${result.outputs['reused'] ?? ''}: nothing is built again`);
    note(
      'digest',
      result.outputs['digest'] === digest ? 'the same' : `another: ${result.outputs['digest'] ?? ''}`,
    );
    if (result.outputs['digest'] !== digest) process.exitCode = 1;
  });
}

async function promote(
  terminal: Terminal,
  stage: Stage,
  environment: string,
  file: string,
  record: string,
): Promise<void> {
  const before = await textOf(stage.config, 'main', file);
  const head = await terminal.step(`Promote to ${environment}`, async (note) => {
    stage.github.clearRequests();
    const result = await runInWorkflow(
      'promote',
      stage.source,
      promoteInputs(stage, environment, record),
      {},
    );
    note('outcome', result.outputs['outcome'] ?? '');
    note('pull', result.outputs['pull-request-url'] ?? '');
    note(
      'requests',
      `${stage.github.requests.filter((request) => request.repository === 'acme/config').length} to the config repo`,
    );
    return result.outputs['head-sha'] ?? '';
  });
  terminal.diff(unifiedDiff(file, before, await textOf(stage.config, head, file)));
}

async function promoteAgain(terminal: Terminal, stage: Stage, record: string): Promise<void> {
  await terminal.step('Promote to staging again', async (note) => {
    stage.github.clearRequests();
    const result = await runInWorkflow('promote', stage.source, promoteInputs(stage, 'staging', record), {});
    note('outcome', `${result.outputs['outcome'] ?? ''}: run twice, nothing happens twice`);
    note('requests', String(stage.github.requests.length));
  });
}

function promoteInputs(stage: Stage, environment: string, record: string): Record<string, string> {
  return {
    images: record,
    environment,
    'config-repository': 'acme/config',
    'github-token': stage.token,
    'github-api-url': stage.github.apiUrl,
  };
}

async function textOf(repository: SandboxRepository, revision: string, path: string): Promise<string> {
  const bytes = await repository.read(revision, path);
  return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}

async function serveUntilInterrupted(terminal: Terminal, stage: Stage): Promise<void> {
  terminal.text('');
  for (const pull of stage.config.pullRequests())
    terminal.text(`${pull.merged ? 'merged' : 'open  '}  ${pull.url}`);
  terminal.text(`Pages: ${stage.github.url}   Ctrl-C ends.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

await main();
