import type { EnvironmentConfig } from '../../config/config.ts';
import type { Digest } from '../../image/digest.ts';
import type { ProposedImage } from '../lane/images.ts';
import { type Declaration, type Since, versionsOf } from './environment-state.ts';

/** Whether the time of a digest goes on when a promotion replaces it upstream. */
export function replacedCounts({ gates }: Partial<Pick<EnvironmentConfig, 'gates'>>): boolean {
  return gates?.soak?.replaced === 'counts';
}

/** A digest that an upstream declares or declared, and that nobody took back there. */
export interface UpstreamStay {
  readonly digest: Digest;
  readonly tag: string | undefined;
  /** Undefined when it came further back than was read. */
  readonly since: Since | undefined;
}

/**
 * What upstreams brought of an image since an environment took over what it declares now, oldest first: the
 * environment may still take each of them. With `all` every upstream has to have declared it. Empty where
 * what the environment declares never was upstream: then nobody knows what came after it.
 */
export function broughtSince(
  here: Declaration,
  need: 'all' | 'any',
  upstreams: readonly (readonly UpstreamStay[])[],
): readonly UpstreamStay[] {
  const all = inTurn(need, upstreams);
  const declared = versionsOf(here).map(({ digest }) => digest);
  const last = all.findLastIndex(({ digest }) => declared.includes(digest));
  if (last === -1) return [];
  // Some targets have taken over the last one, and the others have still to.
  return all.slice(here.kind === 'one' ? last + 1 : last);
}

/** The stays of all upstreams as one list, by the moment when enough of them declared it. */
function inTurn(
  need: 'all' | 'any',
  upstreams: readonly (readonly UpstreamStay[])[],
): readonly UpstreamStay[] {
  const digests = new Set(upstreams.flat().map(({ digest }) => digest));
  const known = [...digests].flatMap((digest): readonly UpstreamStay[] => {
    const found = upstreams.flatMap((stays) => stays.findLast((stay) => stay.digest === digest) ?? []);
    const ordered = found.toSorted(bySince);
    if (need === 'all' && found.length < upstreams.length) return [];
    return ordered.slice(...(need === 'all' ? ([-1] as const) : ([0, 1] as const)));
  });
  return known.toSorted(bySince);
}

function bySince(a: UpstreamStay, b: UpstreamStay): number {
  const [left, right] = [momentOf(a), momentOf(b)];
  return left === right ? 0 : left - right;
}

function momentOf({ since }: UpstreamStay): number {
  return since?.at.getTime() ?? -Infinity;
}

/** One image of a lane: what the environment declares of it, and what the upstreams brought since. */
export interface OfferedImage {
  readonly image: string;
  readonly here: Declaration;
  readonly brought: readonly UpstreamStay[];
}

/**
 * What the upstreams declared of all images of a lane together, moment by moment, oldest first. Images that
 * move together were together upstream in just this way.
 */
export function offersInTurn(images: readonly OfferedImage[]): readonly (readonly ProposedImage[])[] {
  const moments = new Set(images.flatMap(({ brought }) => brought.map(momentOf)));
  return [...moments]
    .sort((a, b) => a - b)
    .flatMap((moment) => {
      const together = images.flatMap((offered) => atMoment(offered, moment) ?? []);
      return together.length === images.length ? [together] : [];
    });
}

function atMoment({ image: name, here, brought }: OfferedImage, moment: number): ProposedImage | undefined {
  const stay = brought.findLast((other) => momentOf(other) <= moment);
  const version = stay ?? (here.kind === 'one' ? here : undefined);
  return version === undefined ? undefined : { name, digest: version.digest, tag: version.tag };
}
