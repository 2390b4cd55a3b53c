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
  environment: { type: 'string' },
  target: { type: 'string' },
  state: { type: 'string' },
  url: { type: 'string' },
  repository: { type: 'string' },
  branch: { type: 'string' },
  'trusted-root': { type: 'string' },
  'dry-run': { type: 'boolean' },
  live: { type: 'string', multiple: true },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  agent: { type: 'string' },
  release: { type: 'string' },
  values: { type: 'string', multiple: true },
  'server-side': { type: 'boolean' },
  fail: { type: 'boolean' },
  sarif: { type: 'boolean' },
  write: { type: 'boolean' },
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
  readonly environment: string | undefined;
  readonly target: string | undefined;
  readonly state: string | undefined;
  readonly url: string | undefined;
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  readonly trustedRoot: string | undefined;
  readonly dryRun: boolean;
  /** Files with live objects. */
  readonly live: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly agent: string | undefined;
  readonly release: string | undefined;
  /** Files with values for Helm. */
  readonly values: readonly string[];
  readonly serverSide: boolean;
  readonly fail: boolean;
  readonly sarif: boolean;
  readonly write: boolean;
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
    environment: values.environment,
    target: values.target,
    state: values.state,
    url: values.url,
    repository: values.repository,
    branch: values.branch,
    trustedRoot: values['trusted-root'],
    dryRun: values['dry-run'] ?? false,
    live: values.live ?? [],
    kubeconfig: values.kubeconfig,
    context: values.context,
    namespace: values.namespace,
    agent: values.agent,
    release: values.release,
    values: values.values ?? [],
    serverSide: values['server-side'] ?? true,
    fail: values.fail ?? true,
    sarif: values.sarif ?? false,
    write: values.write ?? false,
    json: values.json ?? false,
    color: values.color,
    help: values.help ?? false,
  };
}

function parse(command: string, argv: readonly string[], known: readonly OptionName[]) {
  refuseWrongOptions(command, argv, known);
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

function refuseWrongOptions(command: string, argv: readonly string[], known: readonly OptionName[]): void {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = known.find((option) => option === token.name);
    if (name === undefined) throw foreign(command, token.rawName, known);
    const problem = valueProblem(exampleOf(command, name), token);
    if (problem !== undefined)
      throw new WaybillError('INPUT_INVALID', `${token.rawName} ${problem.message}`, { hint: problem.hint });
  }
}

/** An option of another command is as wrong here as an option that no command has. */
function foreign(command: string, written: string, known: readonly string[]): WaybillError {
  const guess = didYouMean(
    written,
    known.map((name) => `--${name}`),
  ).trimStart();
  return new WaybillError('INPUT_INVALID', `waybill ${command} has no option ${written}`, {
    hint: `${guess} ${seeHelp(command)}`.trimStart(),
  });
}

interface WrittenOption {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function valueProblem(
  example: string | undefined,
  { rawName, value, inlineValue }: WrittenOption,
): { readonly message: string; readonly hint: string } | undefined {
  if (example === undefined) {
    if (value === undefined) return undefined;
    return { message: 'takes no value', hint: `Write ${rawName} alone.` };
  }
  const write = `Write ${rawName} ${example}.`;
  if (value === undefined) return { message: 'has no value', hint: write };
  if (value.trim() === '')
    return { message: 'has an empty value', hint: `A variable that is not set is an empty text. ${write}` };
  if (inlineValue === true || !value.startsWith('-')) return undefined;
  const hint = `${write} A value that begins with "-" is written ${rawName}=${shortened(value)}.`;
  return { message: `has no value: ${shortened(value)} is an option of its own`, hint };
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

/** Some take names, as they are in `waybill.yaml` of the branch; others what to bring. */
function exampleOf(command: string, name: OptionName): string | undefined {
  const isName = name === 'image' && ['pause', 'resume', 'explain', 'report'].includes(command);
  return isName ? 'api' : EXAMPLES[name];
}

/** A value of each option that takes one. */
const EXAMPLES: Readonly<Partial<Record<OptionName, string>>> = {
  image: 'ghcr.io/acme/api=v1.4.0@sha256:…',
  pin: 'digest',
  config: 'path/to/waybill.yaml',
  reason: '"checkout is slow"',
  until: '2h',
  environment: 'dev',
  target: 'eu',
  state: 'healthy',
  url: 'https://ci.acme.dev/runs/7',
  repository: 'acme/config',
  branch: 'main',
  'trusted-root': 'path/to/trusted_root.json',
  live: 'objects.json',
  kubeconfig: 'path/to/kubeconfig',
  context: 'prod',
  namespace: 'shop',
  agent: 'kustomization/flux-system/apps',
  release: 'shop',
  values: 'values-prod.yaml',
};

function pinOption(text: string | undefined): 'digest' | 'tag' | undefined {
  if (text === undefined || text === 'digest' || text === 'tag') return text;
  throw new WaybillError('INPUT_INVALID', `--pin is ${JSON.stringify(shortened(text))}`, {
    hint: 'Write --pin digest or --pin tag.',
  });
}

function seeHelp(command: string): string {
  return `"waybill ${command} --help" shows what can stand there.`;
}
