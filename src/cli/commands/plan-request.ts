import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { didYouMean } from '../../errors/nearest.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { editorFlags, meantByRepository } from '../arguments/meant-images.ts';
import { refuseNames } from './refuse-names.ts';
import { environmentRequest } from './environment-request.ts';
import type { CommandContext } from './command-context.ts';
import type { TreeRequest } from '../tree/plan-tree.ts';
import { readConfig } from './config-files.ts';
import { sharedBetween } from './shared-files.ts';
import { filesBelow, newlyMet } from '../tree/working-tree.ts';

/**
 * What `waybill plan` looks at. One word without a slash means the environment of that name, even where a
 * folder has the same name. Anything else is paths. Throws `ENVIRONMENT_UNKNOWN` or `CONFIG_MISSING` for a
 * word that is neither.
 */
export async function planRequest(context: CommandContext): Promise<TreeRequest> {
  const { arguments: args, terminal } = context;
  const [first = '', ...others] = args.positionals;
  if (args.config !== undefined && others.length > 0)
    throw new WaybillError(
      'INPUT_INVALID',
      '--config goes with one environment, and there are more arguments',
      {
        hint: 'Name one environment, or leave --config out to plan over paths.',
      },
    );
  const mayBeName = others.length === 0 && !/[/\\]/.test(first);
  const config = mayBeName || args.config !== undefined ? await configMeant(context) : undefined;
  if (config?.environments.some(({ name }) => name === first) === true) {
    // A promotion would refuse them, so a plan that shows a change would mislead.
    await sharedBetween(config, terminal.cwd, first);
    return environmentRequest(config, first, args, terminal.cwd);
  }
  if (args.config !== undefined || (mayBeName && !existsSync(join(terminal.cwd, first))))
    throw config === undefined ? neitherNameNorPath(first) : unknownEnvironment(config, first);
  await refuseNames({ positionals: [], images: args.images }, terminal.cwd);
  const images = args.images.map((text) => meantByRepository(text, args));
  const met = newlyMet();
  const files = filesBelow(args.positionals, terminal.cwd, met);
  return { files, met, images, scope: 'paths', options: editorFlags(args, images) };
}

/** The `waybill.yaml` that is meant, or undefined when none was named and there is none. */
async function configMeant({ arguments: args, terminal }: CommandContext): Promise<Config | undefined> {
  const config = await readConfig(args.config ?? 'waybill.yaml', terminal.cwd);
  if (config !== undefined || args.config === undefined) return config;
  throw new WaybillError('CONFIG_MISSING', `There is no file ${args.config}`, {
    hint: 'Check what stands after --config.',
  });
}

function neitherNameNorPath(word: string): WaybillError {
  return new WaybillError('CONFIG_MISSING', `There is no waybill.yaml here, and no file or folder ${word}`, {
    hint: 'Run it in the folder that holds waybill.yaml, say where that is with --config, or name a path.',
  });
}

function unknownEnvironment(config: Config, word: string): WaybillError {
  const names = config.environments.map(({ name }) => name);
  const message = `${config.file} has no environment "${word}", and there is no such path`;
  return new WaybillError('ENVIRONMENT_UNKNOWN', message, {
    hint: `${didYouMean(word, names).trimStart()} There is: ${names.join(', ')}.`.trimStart(),
  });
}
