import type { EnvironmentConfig } from '../../config/config.ts';
import { partAtStar } from '../../config/schema/names.ts';
import { type Digest, parseDigest } from '../../image/digest.ts';

/** A digest that automation must not promote into an environment. */
export interface Hold {
  readonly image: string;
  readonly digest: Digest;
  readonly reason: string | undefined;
  /** Login of the person who asked for it. Undefined for a hold that is written in `waybill.yaml`. */
  readonly by: string | undefined;
  /** When, as `2026-01-05T09:00:00Z`. */
  readonly at: string | undefined;
  /** Address of the run or the pull request that brought it. */
  readonly link: string | undefined;
  /** Whose it is. Undefined for one that a person or an earlier release wrote, and in `waybill.yaml`. */
  readonly home?: HoldHome | undefined;
  /** The file that says so. */
  readonly file: string;
}

/**
 * A home as a hold names it: a branch of the same repository, or `acme/config@main` and the number that stays
 * when somebody renames that repository.
 */
export interface HoldHome {
  readonly name: string;
  readonly id: number | undefined;
}

/**
 * The entries of a hold file with new ones added. An entry that is there already keeps its reason, person and
 * moment, so that a repeated run writes the same bytes.
 */
export function mergeHolds(present: readonly Hold[], added: readonly Hold[]): readonly Hold[] {
  const fresh = added.filter((hold, index) => {
    const isSame = (other: Hold): boolean => isSameHold(other, hold);
    return !present.some(isSame) && added.findIndex(isSame) === index;
  });
  return [...present, ...fresh];
}

/**
 * The entries that stay when a commit brings other digests into the environment. An entry goes when another
 * digest of its image arrives and no upstream declares the held one any more: then nothing could bring it
 * back.
 */
export function holdsAfter(
  present: readonly Hold[],
  arriving: readonly { readonly name: string; readonly digest: Digest }[],
  declaredUpstream: (image: string, digest: Digest) => boolean,
): readonly Hold[] {
  return present.filter(({ image, digest }) => {
    const next = arriving.find(({ name }) => name === image);
    return next === undefined || next.digest === digest || declaredUpstream(image, digest);
  });
}

/** Whether two entries hold the same for the same home. */
export function isSameHold(a: Hold, b: Hold): boolean {
  return a.image === b.image && a.digest === b.digest && a.home?.name === b.home?.name;
}

/** The hold on this digest of this image, or undefined. */
export function holdOn(holds: readonly Hold[], image: string, digest: Digest): Hold | undefined {
  return holds.find((hold) => isNamed(hold.image, image) && hold.digest === digest);
}

/** What is revoked is held for every image that a pattern stands for: `team-*`. No name has a star. */
export function isNamed(held: string, image: string): boolean {
  return held === image || partAtStar(held, image) !== undefined;
}

/** Everything that is held in an environment: what `waybill.yaml` says and what the hold file says. */
export function allHolds(
  environment: Pick<EnvironmentConfig, 'hold'>,
  configFile: string,
  inFile: readonly Hold[],
): readonly Hold[] {
  const written = environment.hold.map(({ image, digest, reason }): Hold => ({
    image,
    digest: parseDigest(digest),
    reason,
    by: undefined,
    at: undefined,
    link: undefined,
    file: configFile,
  }));
  return [...written, ...inFile];
}
