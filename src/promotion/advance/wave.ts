import type { Digest } from '../../image/digest.ts';
import type { ProposedImage } from '../lane/images.ts';
import type { Wave } from '../lane/purpose.ts';
import {
  type Declaration,
  declaredIn,
  declaredInTarget,
  type EnvironmentState,
  versionsOf,
} from './environment-state.ts';

/** What is left of a proposal. `wave` is undefined where the environment has none. */
export type Remaining =
  { readonly kind: 'nothing' } | { readonly kind: 'something'; readonly wave: Wave | undefined };

/**
 * What an environment has still to declare of a proposal: nothing, all of it, or the earliest wave with a
 * target that lacks something. A target that does not declare an image at all lacks nothing of it.
 */
export function remainingOf(
  images: readonly ProposedImage[],
  state: EnvironmentState,
  waves: readonly (readonly string[])[] | undefined,
): Remaining {
  if (waves === undefined) {
    const done = images.every(({ name: image, digest }) => isAt(declaredIn(state, image), digest));
    return done ? { kind: 'nothing' } : { kind: 'something', wave: undefined };
  }
  const index = waves.findIndex((targets) => !targets.every((target) => hasConverged(images, state, target)));
  const targets = waves[index];
  if (targets === undefined) return { kind: 'nothing' };
  return { kind: 'something', wave: { number: index + 1, of: waves.length, targets } };
}

/** Whether a target declares all of a proposal. */
export function hasConverged(
  images: readonly ProposedImage[],
  state: EnvironmentState,
  target: string,
): boolean {
  return images.every(({ name: image, digest }) => isAt(declaredInTarget(state, target, image), digest));
}

/** Whether nothing but this digest is declared. */
export function isAt(declaration: Declaration, digest: Digest): boolean {
  return (
    declaration.kind !== 'unknown' && versionsOf(declaration).every((version) => version.digest === digest)
  );
}
