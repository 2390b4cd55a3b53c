import { nearest } from '../errors/nearest.ts';
import { type ErrorCode, errorsOf, WaybillError } from '../errors/waybill-error.ts';
import type { Registry } from '../registry/registry.ts';
import { type Command, COMMANDS, helpOf, OVERVIEW, VERSION } from './help.ts';
import { type OptionName, parseArguments } from './arguments/options.ts';
import type { CommandContext, ExitCode } from './commands/command-context.ts';
import { failureJson, printErrors, printJson } from './output/print.ts';
import { type Terminal, watchStreams } from './output/terminal.ts';

/** What the command line works with, beside the terminal. */
export interface RegistryOpener {
  openRegistry(terminal: Terminal): Promise<Registry>;
}

const ON_GITHUB = ['repository', 'branch', 'dry-run', 'json', 'color', 'help'] as const;
const OPTIONS_OF: Readonly<Record<Command, readonly OptionName[]>> = {
  plan: ['image', 'pin', 'config', 'fill-empty-tags', 'app-version', 'json', 'color', 'help'],
  set: ['image', 'pin', 'fill-empty-tags', 'app-version', 'dry-run', 'json', 'color', 'help'],
  lint: ['json', 'color', 'help'],
  init: ['write', 'json', 'color', 'help'],
  doctor: ['repository', 'branch', 'json', 'color', 'help'],
  verify: ['repository', 'branch', 'trusted-root', 'json', 'color', 'help'],
  explain: ['image', 'repository', 'branch', 'trusted-root', 'json', 'color', 'help'],
  pause: ['image', 'reason', 'until', ...ON_GITHUB],
  resume: ['image', 'reason', ...ON_GITHUB],
  drift: [
    ...(['agent', 'live', 'kubeconfig', 'context', 'namespace', 'server-side', 'release', 'values'] as const),
    ...(['fail', 'sarif', 'config', 'json', 'color', 'help'] as const),
  ],
  where: ['repository', 'branch', 'json', 'color', 'help'],
  report: ['environment', 'target', 'image', 'state', 'reason', 'url', ...ON_GITHUB],
};

/** Errors that say that the command was written wrongly. */
const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'INPUT_MISSING',
  'INPUT_INVALID',
  'REFERENCE_INVALID',
  'DIGEST_INVALID',
  'ENVIRONMENT_UNKNOWN',
  'IMAGE_UNKNOWN',
  'TOKEN_MISSING',
]);

/**
 * The command line. Returns the exit code: 0 done, 1 not possible or nothing matched, 2 wrong usage. Never
 * throws, and never ends the process.
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal,
  opener: RegistryOpener = { openRegistry },
): Promise<number> {
  watchStreams(terminal);
  try {
    return await dispatch(argv, terminal, opener);
  } catch (thrown) {
    const errors = errorsOf(thrown);
    if (argv.includes('--json')) printJson(terminal.stdout, failureJson(argv[0], errors));
    else printErrors(terminal, colorOption(argv), errors);
    // 2 says that there are differences, as Kubediff did.
    return argv[0] !== 'drift' && errors.every(({ code }) => USAGE.has(code)) ? 2 : 1;
  }
}

async function dispatch(
  argv: readonly string[],
  terminal: Terminal,
  opener: RegistryOpener,
): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h')
    return help(rest[0], word, terminal);
  if (word === '--version' || word === '-V') {
    terminal.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.find((name) => name === word);
  if (command === undefined) throw unknownCommand(word);
  const args = parseArguments(command, rest, OPTIONS_OF[command]);
  if (args.help) {
    terminal.stdout.write(helpOf(command));
    return 0;
  }
  return run(command, {
    arguments: args,
    terminal,
    openRegistry: () => opener.openRegistry(terminal),
    say: (doing) => terminal.progress?.(doing),
  });
}

/** `waybill help` is an answer. A bare `waybill` is a mistake, which help answers too. */
function help(topic: string | undefined, word: string | undefined, terminal: Terminal): number {
  const command = COMMANDS.find((name) => name === topic);
  if (command === undefined && topic !== undefined && !topic.startsWith('-')) throw unknownCommand(topic);
  (word === undefined ? terminal.stderr : terminal.stdout).write(
    command === undefined ? OVERVIEW : helpOf(command),
  );
  return word === undefined ? 2 : 0;
}

/**
 * Each command is loaded when it runs. `set` over a large tree does not wait for the schema of waybill.yaml.
 */
async function run(command: Command, context: CommandContext): Promise<ExitCode> {
  switch (command) {
    case 'plan':
      return (await import('./commands/plan.ts')).runPlan(context);
    case 'set':
      return (await import('./commands/set.ts')).runSet(context);
    case 'lint':
      return (await import('./commands/lint.ts')).runLint(context);
    case 'init':
      return (await import('./commands/init.ts')).runInit(context);
    case 'doctor':
      return (await import('./commands/doctor.ts')).runDoctor(context);
    case 'verify':
      return (await import('./commands/verify.ts')).runVerify(context);
    case 'explain':
      return (await import('./commands/explain.ts')).runExplain(context);
    case 'pause':
    case 'resume':
      return (await import('./commands/pause.ts')).runPause(command, context);
    case 'drift':
      return (await import('./commands/drift.ts')).runDrift(context);
    case 'where':
      return (await import('./commands/running/where.ts')).runWhere(context);
    case 'report':
      return (await import('./commands/running/report.ts')).runReport(context);
  }
}

function unknownCommand(word: string): WaybillError {
  const meant = word.startsWith('-') ? undefined : nearest(word, COMMANDS);
  const what = word.startsWith('-') ? 'option' : 'command';
  return new WaybillError('INPUT_INVALID', `waybill has no ${what} ${JSON.stringify(word.slice(0, 100))}`, {
    hint: `${meant === undefined ? '' : `Did you mean "${meant}"? `}The commands are ${COMMANDS.join(', ')}; "waybill --help" explains them.`,
  });
}

function colorOption(argv: readonly string[]): boolean | undefined {
  if (argv.includes('--no-color')) return false;
  return argv.includes('--color') ? true : undefined;
}

async function openRegistry(terminal: Terminal): Promise<Registry> {
  return (await import('./open-registry.ts')).openRegistry(terminal);
}
