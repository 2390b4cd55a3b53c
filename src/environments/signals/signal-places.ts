import { groupBy } from '../../errors/group-by.ts';
import { parseReference } from '../../image/reference.ts';
import { namesStatus } from '../../promotion/gates/health.ts';
import type { DeclaredImage } from '../running/running-state.ts';
import { reportedContext } from './reported-status.ts';
import type { RunningImage, Signal } from './signal.ts';

/** A commit that a signal speaks of, and the signal as it counts there. */
export interface SignalPlace {
  /** One of the environments that it speaks of: whose config repo the commit is in. */
  readonly environment: string;
  readonly commit: string;
  readonly signal: Signal;
}

/**
 * Where a signal is kept: on the commit that it names; where it names images, on the commit that brought the
 * newest of those digests into the environment. It speaks of the environments whose `health` names it. None
 * where no environment waits for it, or nothing of what it says is declared.
 */
export function signalPlaces(signal: Signal, images: readonly DeclaredImage[]): readonly SignalPlace[] {
  const context = reportedContext(signal.speaker);
  const heard = images.filter(({ contexts }) => contexts.some((name) => namesStatus(name, context)));
  const places: SignalPlace[] = [];
  for (const [key, own] of groupBy(heard, ({ environment, target = '' }) => `${environment} ${target}`)) {
    const environment = own[0]?.environment ?? key;
    const seen = own.flatMap((declared) => seenOf(declared, signal.images) ?? []);
    if (seen.length > 0) places.push(...placeOfImages(environment, seen, signal));
    else if (signal.images.length === 0 && signal.commit !== undefined)
      places.push({ environment, commit: signal.commit, signal });
  }
  return [...new Map(places.map((place) => [`${place.commit} ${place.signal.says}`, place])).values()];
}

/** A declared image that an agent names, and whether that digest alone runs. */
interface SeenImage {
  readonly declared: DeclaredImage;
  readonly runsAlone: boolean;
  readonly instead: RunningImage | undefined;
}

function seenOf(declared: DeclaredImage, images: readonly RunningImage[]): SeenImage | undefined {
  const { registry, repository } = parseReference(declared.repository);
  const own = images.filter((image) => image.repository === `${registry}/${repository}`);
  if (own.length === 0) return undefined;
  const instead = own.find(({ digest }) => digest !== declared.digest);
  return { declared, runsAlone: instead === undefined, instead };
}

function placeOfImages(
  environment: string,
  seen: readonly SeenImage[],
  signal: Signal,
): readonly SignalPlace[] {
  const dated = seen.flatMap(({ declared: { since } }) => since ?? []);
  if (dated.length < seen.length) return [];
  const newest = dated.toSorted((a, b) => a.at.getTime() - b.at.getTime()).at(-1);
  if (newest === undefined) return [];
  const other = seen.find(({ runsAlone }) => !runsAlone);
  if (other === undefined) return [{ environment, commit: newest.commit, signal }];
  const instead = other.instead?.digest?.slice(0, 19) ?? 'a tag without digest';
  const says = `${other.declared.image} runs ${instead} as well`;
  return [{ environment, commit: newest.commit, signal: { ...signal, state: 'pending', says } }];
}
