import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endWithTest } from '../end-with-test.ts';
import type { HostedEvent } from './hosted-event.ts';

type Values = Readonly<Record<string, string>>;

/** What runs a workflow, and what its jobs find there. */
export interface ActMachine {
  readonly act: string;
  readonly env: Values;
  /** `owner/name@ref` of actions and called workflows, and the folder that stands for each. */
  readonly repositories: Values;
}

/** One run of a workflow. */
export interface WorkflowRun {
  readonly repository: string;
  readonly workflow: string;
  readonly event: string;
  readonly succeeded: boolean;
  /** The jobs that ran, as act names them; a job that was skipped is none. */
  readonly jobs: readonly string[];
  readonly log: string;
}

interface RunRequest {
  readonly event: HostedEvent;
  /** The path of the workflow in its repository, and its text. */
  readonly path: string;
  readonly text: string;
  readonly secrets: Values;
  readonly variables: Values;
}

const LABELS = ['ubuntu-24.04', 'macos-15'];
/** A run that takes longer hangs. */
const LONGEST = 280_000;

/** Runs a workflow on this machine, as a runner of GitHub's would, in folders that are gone afterwards. */
export async function runAct(machine: ActMachine, request: RunRequest): Promise<WorkflowRun> {
  const { event, path, text } = request;
  const folder = await mkdtemp(join(tmpdir(), 'waybill-act-'));
  try {
    const file = join(folder, 'work', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await writeFile(join(folder, 'event.json'), JSON.stringify(event.payload));
    // In a file, because the steps would find a secret of act's own environment in theirs.
    const secrets = Object.entries(request.secrets).map(([name, value]) => `${name}=${quoted(value)}\n`);
    await writeFile(join(folder, 'secrets'), secrets.join(''));
    const { succeeded, log } = await spawnAct(machine, folder, [
      ...[event.name, '-C', join(folder, 'work'), '-W', file],
      ...LABELS.flatMap((label) => ['-P', `${label}=-self-hosted`]),
      ...['-e', join(folder, 'event.json'), '--secret-file', join(folder, 'secrets'), '-a', event.actor],
      ...Object.entries(request.variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
      ...Object.entries(environmentOf(event)).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...['--no-skip-checkout', '--no-cache-server', '--pull=false', '--use-new-action-cache'],
      ...Object.entries(machine.repositories).flatMap(([name, place]) => [
        '--local-repository',
        `${name}=${place}`,
      ]),
    ]);
    return {
      repository: event.repository,
      workflow: path,
      event: event.name,
      succeeded,
      jobs: jobsOf(log),
      log,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function environmentOf(event: HostedEvent): Values {
  return {
    GITHUB_REPOSITORY: event.repository,
    GITHUB_REF: event.ref,
    // What act takes for the commit.
    SHA_REF: event.sha,
  };
}

function spawnAct(
  machine: ActMachine,
  folder: string,
  args: readonly string[],
): Promise<Pick<WorkflowRun, 'succeeded' | 'log'>> {
  return new Promise((resolve, reject) => {
    const node = dirname(process.execPath);
    const child = spawn(machine.act, args, {
      // The Node of the tests first: the actions run on it.
      env: {
        PATH: `${node}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        XDG_CACHE_HOME: join(folder, 'cache'),
        ACT_DISABLE_VERSION_CHECK: '1',
        TMPDIR: folder,
        ...machine.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, to be ended with all that the steps started.
      detached: true,
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    let over = false;
    const end = (): void => {
      if (!over && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    endWithTest(end);
    const timer = setTimeout(end, LONGEST);
    child.on('error', reject);
    child.on('close', (code) => {
      over = true;
      clearTimeout(timer);
      resolve({ succeeded: code === 0, log });
    });
  });
}

function jobsOf(log: string): string[] {
  return [...log.matchAll(/^\[([^\]]+)\].*Job (?:succeeded|failed)$/gm)].map(([, name = '']) => name.trim());
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
