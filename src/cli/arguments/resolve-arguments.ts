import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { formatReference, parseReference } from '../../image/reference.ts';
import type { ImageChange, Pin } from '../../manifest/plan-edits.ts';
import type { Registry } from '../../registry/registry.ts';
import { checkSameRepository, type ImageArgument } from './image-argument.ts';

/** An image that an argument means: its name for people, its repository, and what is written of it. */
export interface MeantImage {
  readonly name: string;
  readonly repository: string;
  readonly pin: Pin;
}

/**
 * The changes that the arguments ask for. A tag without a digest is resolved by the registry, which is opened
 * for that alone; with a digest on every argument nothing leaves the machine. Under `pin: tag` such a tag
 * gets `standIn` instead, where one is given. Throws `IMAGE_NOT_FOUND` for a tag that is not there, and
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
