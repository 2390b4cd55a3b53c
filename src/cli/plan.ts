import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { didYouMean } from '../errors/nearest.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import { paintDiff } from '../report/paint-diff.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { describePlan, summarizePlan } from './describe-plan.ts';
import { environmentRequest } from './environment-request.ts';
import type { CommandContext, ExitCode } from './outcome.ts';
import { planJson } from './plan-json.ts';
import { planTree, refusalErrors, requireImages, type TreeRequest } from './plan-tree.ts';
import { printErrors } from './print-errors.ts';
import { meantByRepository } from './set.ts';
import { painter, usesColor } from './terminal.ts';
import { filesBelow } from './working-tree.ts';

/** `waybill plan`: what would change, as a unified diff. Writes nothing. */
export async function runPlan(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  if (args.positionals.length === 0)
    throw new WaybillError('INPUT_MISSING', 'waybill plan needs an environment, or a file or folder.', {
      hint: 'For example: waybill plan staging --image api=v1.4.0@sha256:….',
    });
  requireImages(args.images, 'plan');
  const { plan } = await planTree(await requestOf(context), () => context.openRegistry());
  const refused = plan.refusals.length > 0;
  if (args.json) {
    terminal.stdout.write(`${JSON.stringify(planJson(plan, false), null, 2)}\n`);
    return refused ? 1 : 0;
  }
  terminal.stderr.write(describePlan(plan, painter(usesColor(terminal, terminal.stderr, args.color))));
  for (const file of plan.files) terminal.stdout.write(diffFor(context, unifiedDiff(file)));
  printErrors(terminal, args, refusalErrors(plan));
  if (!refused) terminal.stderr.write(summarizePlan(plan, 'would change'));
  return refused ? 1 : 0;
}

/** A terminal gets a painted diff in which nothing can act on it; a pipe gets the exact one. */
function diffFor({ arguments: args, terminal }: CommandContext, diff: string): string {
  const color = usesColor(terminal, terminal.stdout, args.color);
  return color || terminal.stdout.isTTY === true ? paintDiff(diff, color) : diff;
}

async function requestOf(context: CommandContext): Promise<TreeRequest> {
  const { arguments: args, terminal } = context;
  const [first = '', ...others] = args.positionals;
  const looksLikeName = others.length === 0 && !/[/\\]/.test(first);
  const config = looksLikeName || args.config !== undefined ? await readConfig(context) : undefined;
  if (config?.environments.some(({ name }) => name === first) === true)
    return environmentRequest(config, first, args, terminal.cwd);
  if (args.config !== undefined || (looksLikeName && !existsSync(join(terminal.cwd, first))))
    throw unknownEnvironment(config, first, args.positionals);
  return {
    files: filesBelow(args.positionals, terminal.cwd),
    images: args.images.map((text) => meantByRepository(text, args)),
    expected: [],
    fillEmptyTags: args.fillEmptyTags,
  };
}

function unknownEnvironment(
  config: Config | undefined,
  name: string,
  positionals: readonly string[],
): WaybillError {
  if (config === undefined)
    return new WaybillError(
      'CONFIG_MISSING',
      `There is no waybill.yaml here that could name the environment "${name}", and no file or folder of that name.`,
      {
        hint: 'Run it in the folder that holds waybill.yaml, say where that is with --config, or name a path.',
      },
    );
  const names = config.environments.map((environment) => environment.name);
  if (positionals.length > 1)
    return new WaybillError('INPUT_INVALID', '--config goes with one environment.', {
      hint: `Name one of: ${names.join(', ')}.`,
    });
  return new WaybillError(
    'ENVIRONMENT_UNKNOWN',
    `${config.file} has no environment "${name}", and there is no such path.`,
    {
      hint: `${didYouMean(name, names).trimStart()} There is: ${names.join(', ')}.`.trimStart(),
    },
  );
}

/** The `waybill.yaml` that is meant, or undefined when none was named and there is none. */
async function readConfig({ arguments: args, terminal }: CommandContext): Promise<Config | undefined> {
  const file = args.config ?? 'waybill.yaml';
  const path = isAbsolute(file) ? file : join(terminal.cwd, file);
  if (!existsSync(path)) {
    if (args.config === undefined) return undefined;
    throw new WaybillError('CONFIG_MISSING', `There is no file ${file}.`, {
      hint: 'Check what stands after --config.',
    });
  }
  const { parseConfig } = await import('../config/parse.ts');
  return parseConfig(readFileSync(path, 'utf8'), file);
}
