/*
 * The room for what was typed: options, images, and which images they mean. It may not know files or the
 * terminal.
 */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { didYouMean } from '../../errors/nearest.ts';
import { WaybillError } from '../../errors/waybill-error.ts';

/** The options of every command, by their long names. */
export const OPTIONS = {
  image: { type: 'string', multiple: true, short: 'i' },
  pin: { type: 'string' },
  config: { type: 'string', short: 'c' },
  'fill-empty-tags': { type: 'boolean' },
  'app-version': { type: 'boolean' },
  reason: { type: 'string' },
  until: { type: 'string' },
  repository: { type: 'string' },
  branch: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  color: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

export type OptionName = keyof typeof OPTIONS;

/** What was written after the name of a command. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly images: readonly string[];
  readonly pin: 'digest' | 'tag' | undefined;
  readonly config: string | undefined;
  readonly fillEmptyTags: boolean;
  readonly appVersion: boolean;
  readonly reason: string | undefined;
  readonly until: string | undefined;
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly color: boolean | undefined;
  readonly help: boolean;
}

/** Reads the arguments of one command. Throws `INPUT_INVALID` for an option that it does not have. */
export function parseArguments(
  command: string,
  argv: readonly string[],
  known: readonly OptionName[],
): Arguments {
  const { values, positionals } = parse(command, argv, known);
  return {
    positionals,
    images: values.image ?? [],
    pin: pinOption(values.pin),
    config: values.config,
    fillEmptyTags: values['fill-empty-tags'] ?? false,
    appVersion: values['app-version'] ?? false,
    reason: values.reason,
    until: values.until,
    repository: values.repository,
    branch: values.branch,
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
    color: values.color,
    help: values.help ?? false,
  };
}

function parse(command: string, argv: readonly string[], known: readonly OptionName[]) {
  refuseForeign(command, argv, known);
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, allowNegative: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('INPUT_INVALID', message.split('. ')[0] ?? message, {
      hint: seeHelp(command),
      cause,
    });
  }
}

/** An option of another command is as wrong here as an option that no command has. */
function refuseForeign(command: string, argv: readonly string[], known: readonly OptionName[]): void {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
    strict: false,
    tokens: true,
  });
  const names: readonly string[] = known;
  for (const token of tokens) {
    if (token.kind !== 'option' || names.includes(token.name)) continue;
    const guess = didYouMean(
      token.rawName,
      names.map((name) => `--${name}`),
    ).trimStart();
    throw new WaybillError('INPUT_INVALID', `waybill ${command} has no option ${token.rawName}`, {
      hint: `${guess} ${seeHelp(command)}`.trimStart(),
    });
  }
}

function pinOption(text: string | undefined): 'digest' | 'tag' | undefined {
  if (text === undefined || text === 'digest' || text === 'tag') return text;
  throw new WaybillError('INPUT_INVALID', `--pin is ${JSON.stringify(text)}`, {
    hint: 'Write --pin digest or --pin tag.',
  });
}

function seeHelp(command: string): string {
  return `"waybill ${command} --help" shows what can stand there.`;
}
