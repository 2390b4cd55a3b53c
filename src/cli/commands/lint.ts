import { dirname, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { inOrder, unprovableImages } from '../../config/configured-environments.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { CommandContext, ExitCode } from './command-context.ts';
import { printJson } from '../output/print.ts';
import { environmentFiles, readConfig } from './config-files.ts';
import { isHere, sharedBetween } from './shared-files.ts';
import { painter, usesColor, visible, widthOf } from '../output/terminal.ts';
import { wrapSentence } from '../output/wrap.ts';

/**
 * `waybill lint`: checks a `waybill.yaml`. What is wrong is thrown; a pattern without a file, an environment
 * that nothing leads to, a file of two environments that declares no image, and a key that this release does
 * not act on, are warnings.
 */
export async function runLint({ arguments: args, terminal }: CommandContext): Promise<ExitCode> {
  if (args.positionals.length > 1)
    throw new WaybillError('INPUT_INVALID', 'waybill lint takes one file', {
      hint: 'Run it once for each.',
    });
  const file = args.positionals[0] ?? 'waybill.yaml';
  const config = await readConfig(file, terminal.cwd);
  if (config === undefined)
    throw new WaybillError('CONFIG_MISSING', `There is no file ${file}`, {
      hint: 'Run it in the root of the config repo, or name the file: waybill lint path/to/waybill.yaml.',
    });
  const root = dirname(resolve(terminal.cwd, file));
  const shared = await sharedBetween(config, root);
  const warnings = [
    ...unmatched(config, root),
    ...unconnected(config),
    ...shared,
    ...unprovableImages(config),
  ];
  if (args.json) {
    const { images, groups, environments } = config;
    const names = {
      images: [...images, ...config.patterns].map(named),
      groups: groups.map(named),
      environments: environments.map(named),
    };
    printJson(terminal.stdout, { file, ...names, warnings, errors: [] });
    return 0;
  }
  const paint = painter(usesColor(terminal, terminal.stderr, args.color));
  const width = widthOf(terminal.stderr);
  for (const warning of warnings) {
    const lines = wrapSentence(visible(warning), width, '  ', LABEL.length + 1);
    terminal.stderr.write(`${paint('yellow', LABEL)} ${lines}\n`);
  }
  terminal.stdout.write(`${file} is valid: ${describe(config)}\n`);
  return 0;
}

const LABEL = 'warning:';

function named({ name }: { readonly name: string }): string {
  return name;
}

/** `patterns of images`: the first word changes. */
function plural(noun: string): string {
  return noun.replace(/^\w+/, '$&s');
}

function describe(config: Config): string {
  const counts = [
    [config.images.length, 'image'],
    ...(config.patterns.length === 0 ? [] : [[config.patterns.length, 'pattern of images'] as const]),
    [config.groups.length, 'group'],
    [config.environments.length, 'environment'],
  ] as const;
  const order = inOrder(config).map(named).join(', ');
  return `${counts.map(([count, noun]) => `${count} ${count === 1 ? noun : plural(noun)}`).join(', ')} (${order}).`;
}

/** Patterns of environments of this repository and branch that match nothing beside the file. */
function unmatched(config: Config, root: string): readonly string[] {
  return config.environments
    .filter(isHere)
    .flatMap(({ name, files }) =>
      files
        .filter((glob) => environmentFiles({ files: [glob] }, root).length === 0)
        .map((glob) => `environments.${name}.files: ${JSON.stringify(glob)} matches no file here.`),
    );
}

/**
 * Environments beside the first that come after none, and that none comes after: nothing is offered to them.
 * Often somebody forgot to write where they stand. The first of another row of environments is none of these.
 */
function unconnected({ environments }: Config): readonly string[] {
  const [first, ...others] = environments.filter(({ after }) => after.environments.length === 0);
  if (first === undefined) return [];
  return others
    .filter(({ name }) => !environments.some(({ after }) => after.environments.includes(name)))
    .map(
      ({ name }) =>
        `environments.${name} has no "after", so no promotion leads into it but by hand. Write after: [${first.name}], or whichever environment it comes after.`,
    );
}
