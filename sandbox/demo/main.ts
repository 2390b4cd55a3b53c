import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandboxGitHub } from '../github/start.ts';
import { startSandboxRegistry } from '../registry/start.ts';
import { createClock, nextMonday } from './clock.ts';
import { leaveOneOpen, travel } from './road.ts';
import { REGISTRY_LOGIN, setUp, type Stage } from './stage.ts';
import { createTerminal, type DemoTerminal } from './terminal.ts';

const HELP = `Usage: npm run demo [-- --serve]

Builds an image, records its digest, and promotes it through three environments
by pull request: gates, a roll back that pauses its lane, a queue that gives way,
and a newer release. GitHub and the registry run in this process, with a clock of
their own.

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
  const started = performance.now();
  const clock = createClock(nextMonday(new Date()));
  const workspace = await mkdtemp(join(tmpdir(), 'waybill-demo-'));
  const [github, registry] = await Promise.all([
    startSandboxGitHub({ now: clock.now }),
    startSandboxRegistry({ auth: { kind: 'bearer', ...REGISTRY_LOGIN } }),
  ]);
  try {
    terminal.title('Waybill: build once, promote the digest by pull request');
    const stage = await setUp(terminal, { github, registry, workspace, clock });
    const right = await travel(terminal, stage);
    if (!right) process.exitCode = 1;
    terminal.text('');
    terminal.title(
      right
        ? 'dev, staging and prod declare the digest of v1.4.2.'
        : 'A merged file does not hold the digest.',
    );
    terminal.text(
      `${((performance.now() - started) / 1000).toFixed(1)} s in all, and a day and a half on the clock of the stand-in.`,
    );
    if (values.serve === true) {
      terminal.text('');
      await leaveOneOpen(terminal, stage);
      await serveUntilInterrupted(terminal, stage);
    } else terminal.text('Run "npm run demo -- --serve" to look at the pull requests in a browser.');
  } finally {
    await Promise.all([github.close(), registry.close(), rm(workspace, { recursive: true, force: true })]);
  }
}

async function serveUntilInterrupted(terminal: DemoTerminal, stage: Stage): Promise<void> {
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
