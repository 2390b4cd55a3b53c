/** Somebody stopped merges into an environment, or those of some images of it. */
export interface Pause {
  /** Names of images; undefined for every lane of the environment. */
  readonly images: readonly string[] | undefined;
  readonly reason: string;
  /** Login of the person who asked for it; undefined where it was written by hand without one. */
  readonly by: string | undefined;
  /** When, as `2026-01-05T09:00:00Z`. */
  readonly at: string | undefined;
  /** When it ends by itself, in the same form; undefined when a person ends it. */
  readonly until: string | undefined;
  /** Address of the run that asked for it. */
  readonly link: string | undefined;
}

/** A pause, and where it is said: in the file of the base branch, or by a pull request that is open. */
export interface KnownPause extends Pause {
  readonly where: { readonly text: string; readonly url: string | undefined };
}

/** The pauses that keep any of these images from being merged at `now`. */
export function inForce<Known extends Pause>(
  pauses: readonly Known[],
  images: readonly string[],
  now: Date,
): readonly Known[] {
  return pauses.filter((pause) => !hasEnded(pause, now) && concerns(pause, images));
}

/** Whether its own end has come. */
export function hasEnded({ until }: Pick<Pause, 'until'>, now: Date): boolean {
  return until !== undefined && Date.parse(until) <= now.getTime();
}

function concerns({ images }: Pick<Pause, 'images'>, asked: readonly string[]): boolean {
  return images === undefined || images.some((image) => asked.includes(image));
}

/**
 * The pauses with another one. One of the same images is replaced; asked for again in the same words it stays
 * as it is, so that a repeated run writes the same bytes.
 */
export function withPause(present: readonly Pause[], added: Pause): readonly Pause[] {
  const same = present.find((pause) => isSameScope(pause, added));
  if (same === undefined) return [...present, added];
  const { reason, by, until } = added;
  if (same.reason === reason && same.by === by && same.until === until) return present;
  return present.map((pause) => (pause === same ? added : pause));
}

/**
 * The pauses without these images; without any, where none are named. A pause of the whole environment ends
 * as a whole: what is left of it could not be said as a list.
 */
export function withoutPauses(
  present: readonly Pause[],
  images: readonly string[] | undefined,
): readonly Pause[] {
  if (images === undefined) return [];
  return present.flatMap((pause) => {
    if (pause.images === undefined) return [pause];
    const left = pause.images.filter((image) => !images.includes(image));
    return left.length === 0
      ? []
      : [left.length === pause.images.length ? pause : { ...pause, images: left }];
  });
}

/** Whether two lists say the same. */
export function areSamePauses(a: readonly Pause[], b: readonly Pause[]): boolean {
  const key = (pauses: readonly Pause[]): string => pauses.map(pauseKey).toSorted().join('\n');
  return key(a) === key(b);
}

/** What makes two entries the same one. */
export function pauseKey({ images, reason, by, at, until }: Pause): string {
  return JSON.stringify([images?.toSorted(), reason, by, at, until]);
}

function isSameScope(a: Pause, b: Pause): boolean {
  return JSON.stringify(a.images?.toSorted()) === JSON.stringify(b.images?.toSorted());
}
