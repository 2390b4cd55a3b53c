import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { editorSettings } from '../../config/editor-settings.ts';
import { type HomePlace, type SharedFile, sharedFiles } from '../../config/shared-files.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { findReferences } from '../../manifest/find-references.ts';
import type { ManifestFile, Occurrence } from '../../manifest/plan-edits.ts';
import { withImagesOf } from './matched-images.ts';

/** An environment of a `waybill.yaml`, and the files that belong to it. */
export interface OwnFiles {
  readonly config: Config;
  readonly environment: EnvironmentConfig;
  readonly home: HomePlace;
  readonly files: readonly ManifestFile[];
}

/**
 * Refuses an environment that declares an image in a file of another environment: a promotion into one would
 * ship the other, past its gates. Throws `CONFIG_INVALID` for each such file. Files that both have and that
 * declare no image are returned, each as a sentence to warn with.
 */
export function refuseSharedFiles(own: OwnFiles): readonly string[] {
  const { errors, shared } = sharedErrors(own);
  if (errors.length > 0) throw new WaybillErrors(errors);
  return shared.map((file) => `${sentence(file)}. It declares no image, so nothing is edited there.`);
}

/** The files that the environment shares with another one, and an error for each that declares an image. */
export function sharedErrors({ config, environment, home, files }: OwnFiles): {
  readonly shared: readonly SharedFile[];
  readonly errors: readonly WaybillError[];
} {
  const paths = files.map(({ path }) => path);
  const shared = sharedFiles(config, environment, paths, home);
  if (shared.length === 0) return { shared, errors: [] };
  const declared = new Map<string, Occurrence>();
  const { images } = withImagesOf(config, files);
  for (const found of findReferences(files, images, editorSettings(config)))
    if (!declared.has(found.location.file)) declared.set(found.location.file, found);
  const errors = shared.flatMap((file) => {
    const found = declared.get(file.path);
    return found === undefined ? [] : [sharedError(file, found)];
  });
  return { shared, errors };
}

function sharedError(file: SharedFile, { image, location }: Occurrence): WaybillError {
  const [own, other] = file.owners;
  return new WaybillError('CONFIG_INVALID', `${sentence(file)}, and declares ${image}`, {
    location,
    hint: `A promotion into ${own.environment} would ship ${other.environment} as well, past its gates. Change "files" so that each file belongs to one environment.`,
  });
}

function sentence({ path, owners: [own, other] }: SharedFile): string {
  const named = (owner: typeof own): string => `${owner.environment} (${JSON.stringify(owner.pattern)})`;
  return `${path} belongs to two environments, ${named(own)} and ${named(other)}`;
}
