import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SandboxGitHub } from '../github/sandbox-github.ts';
import { startSandboxGitHub } from '../github/start.ts';
import type { SandboxRegistry } from '../registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../registry/start.ts';
import { setUp, type Stage } from './stage.ts';
import { build, release, promote, promoteAgain, textOf } from './steps.ts';
import { createTerminal, type Terminal } from './terminal.ts';

const HELP = `Usage: npm run demo [-- --serve]

Builds an image, records its digest, and promotes it through three environments
by pull request, against a GitHub and a registry that run in this process.

  --serve   keep the pages of the pull requests up until Ctrl-C
  --help    this text`;

function readArguments(): { serve?: boolean; help?: boolean } | undefined {
  try {
    return parseArgs({ options: { serve: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

async function main(): Promise<void> {
  const values = readArguments();
  if (values === undefined) return;
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
  const { record, digest } = await release(terminal, stage, await build(terminal, stage));

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

try {
  await main();
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
