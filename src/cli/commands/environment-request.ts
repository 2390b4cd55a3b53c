import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { editorSettings } from '../../config/editor-settings.ts';
import { environmentNamed } from '../../config/configured-environments.ts';
import { withMatched } from '../../config/image-patterns.ts';
import { imageMeant, pinOf } from '../../config/images.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { canonicalRepository, parseReference } from '../../image/reference.ts';
import { editorFlags, type MeantImage } from '../arguments/meant-images.ts';
import { type ImageArgument, parseImageArgument } from '../arguments/image-argument.ts';
import type { Arguments } from '../arguments/options.ts';
import type { TreeRequest } from '../tree/plan-tree.ts';
import { newlyMet } from '../tree/working-tree.ts';
import { environmentFiles } from './config-files.ts';

/**
 * What a plan for an environment looks at: its files below `cwd`, and the images by their names in
 * `waybill.yaml`. Throws `FILES_UNMATCHED` when the working tree has none of its files, and `IMAGE_UNKNOWN`.
 */
export function environmentRequest(config: Config, name: string, args: Arguments, cwd: string): TreeRequest {
  const environment = environmentNamed(config, name);
  const images = args.images.map((text): readonly [ImageArgument, MeantImage] => {
    const argument = parseImageArgument(text);
    const image = imageMeant(config, argument.image);
    return [
      argument,
      { name: image.name, repository: image.repository, pin: args.pin ?? pinOf(environment, image) },
    ];
  });
  const met = newlyMet();
  const files = environmentFiles(environment, cwd, met);
  if (files.length === 0) throw nothingMatches(environment);
  const meant = images.map(([, { repository }]) => canonicalRepository(parseReference(repository)));
  const settings = editorSettings(withMatched(config, meant), environment);
  const options = { ...settings, ...editorFlags(args, images, settings) };
  return { files, met, images, scope: 'environment', options };
}

function nothingMatches({ name, files, repository }: EnvironmentConfig): WaybillError {
  const message = `No file here matches the files of ${name}: ${files.join(', ')}`;
  const hint =
    repository === undefined
      ? 'Run it in the root of the config repo, or mend the patterns.'
      : `They are in ${repository}: run it in a checkout of that repository, with --config.`;
  return new WaybillError('FILES_UNMATCHED', message, { hint });
}
