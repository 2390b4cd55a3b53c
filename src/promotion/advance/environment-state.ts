import { groupBy } from '../../errors/group-by.ts';
import type { Digest } from '../../image/digest.ts';
import { isTag } from '../../image/reference.ts';
import type { Occurrence } from '../../manifest/plan-edits.ts';

/** One version of an image as files declare it, and all the places that declare it so. */
export interface DeclaredVersion {
  readonly digest: Digest;
  /** The tag beside it. When places write different tags for one digest, it is the first that was found. */
  readonly tag: string | undefined;
  /** True when a place writes a tag alone, and the registry said the digest. */
  readonly resolved: boolean;
  readonly places: readonly Occurrence[];
}

/** What the files of an environment, or of one target of it, declare of one image now. */
export type Declaration =
  | ({ readonly kind: 'one' } & DeclaredVersion)
  | { readonly kind: 'several'; readonly parts: readonly DeclaredVersion[] }
  /**
   * A place writes a tag alone, and the registry does not have that tag. Nobody can say what it stands for.
   */
  | {
      readonly kind: 'unknown';
      readonly tags: readonly string[];
      readonly places: readonly Occurrence[];
      readonly parts: readonly DeclaredVersion[];
    }
  | { readonly kind: 'none' };

/**
 * One place that holds an image, and the digest that it stands for. Undefined where the registry does not
 * know its tag.
 */
export interface DeclaringPlace {
  readonly place: Occurrence;
  readonly digest: Digest | undefined;
  /** True when the place writes a tag alone, and the registry said the digest. */
  readonly resolved: boolean;
}

/** What an environment declares on its base branch now. */
export interface EnvironmentState {
  readonly environment: string;
  /** By name of the image. An image that is missing here is declared nowhere. */
  readonly images: ReadonlyMap<string, Declaration>;
  /** What each target declares, in an environment with waves. Empty in one without. */
  readonly targets: ReadonlyMap<string, ReadonlyMap<string, Declaration>>;
}

/** Since when something has been declared: the commit of the base branch that brought it, and its moment. */
export interface Since {
  readonly at: Date;
  readonly commit: string;
  readonly url: string | undefined;
}

/** Puts together what the places of one image declare. */
export function declarationOf(places: readonly DeclaringPlace[]): Declaration {
  const byDigest = groupBy(places, ({ digest }) => digest);
  const parts = [...byDigest].flatMap(([digest, group]) =>
    digest === undefined ? [] : [versionOf(digest, group)],
  );
  const unknown = byDigest.get(undefined)?.map(({ place }) => place);
  if (unknown !== undefined) {
    const tags = [...new Set(unknown.flatMap(({ declared }) => declared.tag ?? []))];
    return { kind: 'unknown', tags, places: unknown, parts };
  }
  const [first, second] = parts;
  if (first === undefined) return { kind: 'none' };
  return second === undefined ? { kind: 'one', ...first } : { kind: 'several', parts };
}

function versionOf(digest: Digest, group: readonly DeclaringPlace[]): DeclaredVersion {
  return {
    digest,
    // What is no tag by its grammar stays where it was written: a digest is promoted without it.
    tag: group.flatMap(({ place: { declared } }) => declared.tag ?? []).find(isTag),
    resolved: group.some(({ resolved }) => resolved),
    places: group.map(({ place }) => place),
  };
}

/** The versions that a declaration is known to hold: none, one or several. */
export function versionsOf(declaration: Declaration): readonly DeclaredVersion[] {
  switch (declaration.kind) {
    case 'none':
      return [];
    case 'one':
      return [declaration];
    case 'several':
    case 'unknown':
      return declaration.parts;
  }
}

/** All places that declare it. */
export function placesOf(declaration: Declaration): readonly Occurrence[] {
  const unknown = declaration.kind === 'unknown' ? declaration.places : [];
  return [...versionsOf(declaration).flatMap(({ places }) => places), ...unknown];
}

/** What the environment declares of an image, in all its files. */
export function declaredIn(state: EnvironmentState, image: string): Declaration {
  return state.images.get(image) ?? { kind: 'none' };
}

/** What one target of the environment declares of an image. */
export function declaredInTarget(state: EnvironmentState, target: string, image: string): Declaration {
  return state.targets.get(target)?.get(image) ?? { kind: 'none' };
}
