import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { staticPrefixes } from '../../config/globs.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { sameRepository, tryParseReference } from '../../image/reference.ts';
import type { Arguments } from '../arguments/options.ts';
import { readConfig } from './config-files.ts';

/**
 * Where paths are edited, images are known by their repositories: the names of `waybill.yaml` are for `plan`.
 * A word such as `api` could be an image of Docker Hub too, so it is refused only where it is a name of the
 * `waybill.yaml` beside it. The same for an environment that is given as a path. Throws `INPUT_INVALID`.
 */
export async function refuseNames(
  { positionals, images }: Pick<Arguments, 'positionals' | 'images'>,
  cwd: string,
): Promise<void> {
  const words = images.map(imageOf).filter((image) => !image.includes('/'));
  const missing = positionals.filter((path) => !/[/\\]/.test(path) && !existsSync(join(cwd, path)));
  if (words.length === 0 && missing.length === 0) return;
  const config = await validConfig(cwd);
  if (config === undefined) return;
  for (const word of missing) refuseEnvironment(config, word, images[0]);
  for (const word of words) refuseImage(config, word);
}

/** What stands before `=`, or the whole reference. */
function imageOf(argument: string): string {
  const [image = argument, ...rest] = argument.split('=');
  return rest.length > 0 ? image : (tryParseReference(argument)?.spelling ?? argument);
}

/** Undefined also for a file with mistakes: they are not what this run is about. */
async function validConfig(cwd: string): Promise<Config | undefined> {
  try {
    return await readConfig('waybill.yaml', cwd);
  } catch {
    return undefined;
  }
}

function refuseEnvironment(config: Config, word: string, image: string | undefined): void {
  const environment = config.environments.find(({ name }) => name === word);
  if (environment === undefined) return;
  const given = image === undefined || /\s/.test(image) ? 'NAME=TAG' : image.slice(0, 200);
  const [folder] = staticPrefixes(environment.files);
  const paths = folder === undefined || folder === '' ? 'its files' : folder;
  throw new WaybillError(
    'INPUT_INVALID',
    `${word} is an environment of ${config.file}, and no file or folder`,
    {
      hint: `"waybill plan ${word} --image ${given}" shows what changes there. To change files, name them: ${paths}.`,
    },
  );
}

function refuseImage(config: Config, word: string): void {
  const image = config.images.find(({ name }) => name === word);
  const [own, meant] = [image?.repository ?? word, word].map((text) => tryParseReference(text));
  if (image === undefined || own === undefined || meant === undefined || sameRepository(own, meant)) return;
  throw new WaybillError(
    'INPUT_INVALID',
    `--image ${word}=… names an image as ${config.file} does, and paths go with repositories`,
    {
      hint: `Write --image ${image.repository}=…, or give "waybill plan" an environment instead of paths. The image of Docker Hub is docker.io/library/${word}.`,
    },
  );
}
