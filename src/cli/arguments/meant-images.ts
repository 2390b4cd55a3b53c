import { checkSameRepository, type ImageArgument, parseImageArgument } from './image-argument.ts';
import type { Arguments } from './options.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { formatReference, parseReference } from '../../image/reference.ts';
import type { ImageChange, Pin, PlanOptions } from '../../manifest/plan-edits.ts';
import type { Registry } from '../../registry/registry.ts';

/** An image that an argument means: its name for people, its repository, and what is written of it. */
export interface MeantImage {
  readonly name: string;
  readonly repository: string;
  readonly pin: Pin;
}

/** Without a `waybill.yaml` an image is known by its repository. */
export function meantByRepository(
  text: string,
  { pin }: Pick<Arguments, 'pin'>,
): readonly [ImageArgument, MeantImage] {
  const argument = parseImageArgument(text);
  const { spelling, tag, digest } = parseReference(argument.image, `--image ${JSON.stringify(text)}`);
  if (tag !== undefined || digest !== undefined)
    throw new WaybillError(
      'INPUT_INVALID',
      `--image ${JSON.stringify(text)} has a tag or a digest before "="`,
      {
        hint: `Write the repository alone there: ${spelling}=….`,
      },
    );
  return [argument, { name: spelling, repository: spelling, pin: pin ?? 'digest' }];
}

/**
 * The changes that the arguments ask for. The registry resolves a tag without a digest, and is opened for
 * that alone: with a digest on every argument nothing leaves the machine. Under `pin: tag` such a tag gets
 * `standIn` instead, where one is given. Throws `IMAGE_NOT_FOUND` for a tag that is not there, and
 * `INPUT_INVALID` for an image that is named twice.
 */
export async function resolveImages(
  images: readonly (readonly [ImageArgument, MeantImage])[],
  openRegistry: () => Promise<Registry>,
  standIn?: Digest,
): Promise<readonly ImageChange[]> {
  refuseTwice(images.map(([, meant]) => meant));
  for (const [argument, meant] of images) checkSameRepository(argument, meant.repository);
  const known = images.map(
    ([argument, meant]) => argument.digest ?? (meant.pin === 'tag' ? standIn : undefined),
  );
  const registry = known.includes(undefined) ? await openRegistry() : undefined;
  const settled = await Promise.allSettled(
    images.map(async ([argument, meant], index): Promise<ImageChange> => {
      const digest = known[index] ?? (await digestOfTag(argument, meant, registry));
      return { ...meant, tag: argument.tag, digest };
    }),
  );
  const failed = settled.filter((result) => result.status === 'rejected');
  if (failed.length > 0) throw allErrors(failed.map(({ reason }) => reason));
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

function refuseTwice(images: readonly MeantImage[]): void {
  const twice = images.find(({ name }, index) => images.findIndex((other) => other.name === name) < index);
  if (twice === undefined) return;
  throw new WaybillError('INPUT_INVALID', `--image names ${twice.name} twice`, {
    hint: 'Give each image once.',
  });
}

async function digestOfTag(
  argument: ImageArgument,
  meant: MeantImage,
  registry: Registry | undefined,
): Promise<Digest> {
  const reference = { ...parseReference(meant.repository), tag: argument.tag };
  const digest = await registry?.resolve(reference);
  if (digest !== undefined) return digest;
  throw new WaybillError('IMAGE_NOT_FOUND', `The registry has no ${formatReference(reference)}`, {
    hint: 'Check the tag, or write the digest with it: TAG@sha256:….',
  });
}

function allErrors(reasons: readonly unknown[]): unknown {
  const errors = reasons.flatMap((reason) => (reason instanceof WaybillError ? [reason] : []));
  return errors.length === reasons.length ? new WaybillErrors(errors) : reasons[0];
}

type Flags = Pick<PlanOptions, 'fillEmptyTags' | 'appVersionOf'>;

/**
 * What the options say of empty tags and of charts' versions, for the images that were named. Without an
 * option, `otherwise` counts. Throws `INPUT_INVALID` for `--app-version` with several images: a chart has one
 * version.
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
