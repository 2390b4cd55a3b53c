import { WaybillError } from '../../errors/waybill-error.ts';
import type { PlanOptions } from '../../manifest/plan-edits.ts';
import type { Arguments } from './options.ts';
import type { MeantImage } from './resolve-arguments.ts';

type Flags = Pick<PlanOptions, 'fillEmptyTags' | 'appVersionOf'>;

/**
 * What the options say of empty tags and of charts' versions, for the images that were named; an option that
 * is not there leaves it to `otherwise`. Throws `INPUT_INVALID` for `--app-version` with several images: a
 * chart has one version.
 */
export function editorFlags(
  { fillEmptyTags, appVersion }: Pick<Arguments, 'fillEmptyTags' | 'appVersion'>,
  images: readonly (readonly [unknown, MeantImage])[],
  otherwise: Flags = {},
): Flags {
  const names = images.map(([, { name }]) => name);
  const [first, ...others] = names;
  if (appVersion && others.length > 0)
    throw new WaybillError('INPUT_INVALID', '--app-version goes with one image, and there are more', {
      hint: 'Run it for the image whose tag is the version of the chart, and again for the others without it.',
    });
  return {
    ...otherwise,
    ...(fillEmptyTags ? { fillEmptyTags: names } : {}),
    ...(appVersion ? { appVersionOf: first } : {}),
  };
}
