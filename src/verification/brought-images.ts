import type { Digest } from '../image/digest.ts';
import { tryParseReference, canonicalRepository } from '../image/reference.ts';
import type { NamedPlace } from '../manifest/every-reference.ts';
import type { Occurrence } from '../manifest/plan-edits.ts';
import type { SoughtImage } from '../manifest/find-references.ts';
import {
  declaredIn,
  type Declaration,
  type EnvironmentState,
  placesOf,
  versionsOf,
} from '../promotion/advance/environment-state.ts';
import type { Wave } from '../promotion/lane/purpose.ts';
import type { Objection } from './objection.ts';

/** A version of an image that a change brings into an environment. */
export interface BroughtImage {
  readonly name: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
  /** Whether a place writes the tag alone, and the registry said the digest. */
  readonly resolved: boolean;
  /** Where the change declares it. */
  readonly places: readonly Occurrence[];
}

/** What one environment declares before a change and after it. */
export interface DeclaredChange {
  readonly before: EnvironmentState;
  readonly after: EnvironmentState;
}

/**
 * The versions that more places declare after a change than before it. An environment that declared nothing
 * but this digest does so already: another place of it, or a file that moved, brings nothing.
 */
export function broughtImages(
  { before, after }: DeclaredChange,
  images: readonly string[],
): readonly BroughtImage[] {
  return images.flatMap((name) => {
    const [old, young] = [declaredIn(before, name), declaredIn(after, name)];
    return versionsOf(young).flatMap(({ digest, tag, resolved, places }): BroughtImage[] => {
      const isAlone = old.kind === 'one' && old.digest === digest;
      return isAlone || places.length <= placesWith(old, digest)
        ? []
        : [{ name, digest, tag, resolved, places }];
    });
  });
}

function placesWith(declaration: Declaration, digest: Digest): number {
  return versionsOf(declaration).find((version) => version.digest === digest)?.places.length ?? 0;
}

/** What the change makes of its images that no gate looks at: tags nobody has, digests that are gone. */
export function declarationObjections(
  { before, after }: DeclaredChange,
  images: readonly (SoughtImage & { readonly pin: 'digest' | 'tag' })[],
): readonly Objection[] {
  return images.flatMap(({ name, pin }): Objection[] => {
    const [old, young] = [declaredIn(before, name), declaredIn(after, name)];
    if (young.kind === 'unknown' && old.kind !== 'unknown') {
      const words = `${after.environment}: the registry has no ${name}:${young.tags.join(', ')}.`;
      return [{ reason: 'TAG_UNKNOWN', state: 'pending', words, location: young.places[0]?.location }];
    }
    const dropped = versionsOf(young).find(({ resolved }) => resolved);
    const wasPinned = old.kind !== 'none' && versionsOf(old).every(({ resolved }) => !resolved);
    if (pin === 'tag' || dropped === undefined || !wasPinned) return [];
    const words = `${after.environment}: ${name} has no digest any more, and its tag can move.`;
    return [{ reason: 'DIGEST_DROPPED', state: 'failed', words, location: dropped.places[0]?.location }];
  });
}

/** Places where an image of `waybill.yaml` stood, and where one stands now that it does not list. */
export function replacedImages(
  { before, after }: DeclaredChange,
  images: readonly SoughtImage[],
  named: readonly NamedPlace[],
): readonly Objection[] {
  const listed = new Set(images.map(({ repository }) => canonicalOf(repository)));
  const now = new Map(named.map((place) => [`${place.location.file}\0${place.at}`, place]));
  return images.flatMap(({ name }) =>
    placesOf(declaredIn(before, name)).flatMap(({ location: { file }, at }): Objection[] => {
      const place = now.get(`${file}\0${at}`);
      if (place === undefined || listed.has(place.repository)) return [];
      const words = `${after.environment}: ${place.repository} takes the place of ${name}, and waybill.yaml does not list it.`;
      return [{ reason: 'IMAGE_REPLACED', state: 'failed', words, location: place.location }];
    }),
  );
}

function canonicalOf(repository: string): string {
  const reference = tryParseReference(repository);
  return reference === undefined ? repository : canonicalRepository(reference);
}

/** The last wave of which a change moves a target: all waves before it have to have converged. */
export function waveOf(
  { before, after }: DeclaredChange,
  waves: readonly (readonly string[])[] | undefined,
  images: readonly string[],
): Wave | undefined {
  if (waves === undefined) return undefined;
  const moves = (target: string): boolean =>
    broughtImages({ before: targetOf(before, target), after: targetOf(after, target) }, images).length > 0;
  const index = waves.findLastIndex((targets) => targets.some(moves));
  const targets = waves[index];
  return targets === undefined ? undefined : { number: index + 1, of: waves.length, targets };
}

/** A target as an environment of its own. */
function targetOf(state: EnvironmentState, target: string): EnvironmentState {
  return { ...state, images: state.targets.get(target) ?? new Map() };
}
