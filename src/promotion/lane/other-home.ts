import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { imageOfRepository } from '../../config/images.ts';
import { environmentsOn, type HomePlace } from '../../config/shared-files.ts';
import { WaybillErrors } from '../../errors/waybill-error.ts';
import { withImagesOf } from './matched-images.ts';
import { type OwnFiles, sharedErrors } from './shared-files.ts';

/** The `waybill.yaml` on the base branch of an environment that another one declares. */
export interface OtherHome {
  readonly config: Config;
  readonly place: HomePlace;
  /**
   * Whether it lies in the repository of the other one. Then it may be a copy, which came with the branch.
   */
  readonly maybeCopy: boolean;
}

/**
 * Refuses an environment that declares an image in a file of an environment of another home, where both homes
 * have that image: a promotion by one would ship the other, past its gates. Two teams that keep images of
 * their own in one file do not ship each other's. An environment of the same name in a copy is the same.
 * Throws `CONFIG_INVALID` for each such file.
 */
export function refuseFilesOfAnotherHome(own: OwnFiles, { config, place, maybeCopy }: OtherHome): void {
  const others = environmentsOn(config, place, place)
    .filter(({ name }) => !maybeCopy || name !== own.environment.name)
    .map((environment) => ({
      ...here(environment),
      name: `${environment.name} of the waybill.yaml on ${place.branch}`,
    }));
  const environment = here(own.environment);
  const all = withImagesOf(own.config, own.files).images;
  const images = all.filter(({ repository }) => imageOfRepository(config, repository));
  const both = { ...own.config, images, patterns: [], environments: [environment, ...others] };
  const { errors } = sharedErrors({ config: both, environment, home: place, files: own.files });
  if (errors.length > 0) throw new WaybillErrors(errors);
}

/** The environment as a `waybill.yaml` on its own branch would have it. */
function here(environment: EnvironmentConfig): EnvironmentConfig {
  return { ...environment, repository: undefined, branch: undefined };
}
