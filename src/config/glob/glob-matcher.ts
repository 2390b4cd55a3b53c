import type { GlobPart } from './read-glob.ts';

/*
 * A pattern is matched without trying its ways one after another. Every place of the pattern where the path
 * may be by now is kept, and each character of the path moves them all once. So the time is bounded by the
 * length of the pattern times that of the path: `*a*a*a*a*a*b` takes no longer than `aaaaaa`. Where a
 * character led is remembered, for paths are alike.
 */

/** A place in a pattern. */
interface Place {
  readonly id: number;
  /** Places that are reached from here without a character. */
  readonly skips: Place[];
  /** Places that are reached by a character that `takes` allows. */
  readonly next: Place[];
  readonly takes: ((char: string, startsName: boolean) => boolean) | undefined;
  /** `*` is not passed in front of a dot that starts a name. */
  readonly isStar: boolean;
}

/** All places where a path may be after some of its characters. */
interface Standing {
  readonly places: readonly Place[];
  /** Those from where a dot may go on: where a name starts, no `*` is passed in front of it. */
  readonly beforeDot: readonly Place[];
  readonly startsName: boolean;
  readonly next: Map<string, Standing>;
}

/** So many standings are remembered. A pattern made to have more begins anew. */
const MOST_STANDINGS = 500;

/**
 * A test of one path against the parts of a pattern. A name that starts with a dot is matched where the
 * pattern writes the dot.
 */
export function globMatcher(parts: readonly GlobPart[]): (path: string) => boolean {
  const prefix = leadingText(parts);
  const { start, end } = placesOf(parts.slice([...prefix].length));
  const begin = (): Standings => rememberStandings(start, prefix === '' || prefix.endsWith('/'));
  let standings = begin();
  return (path) => {
    if (!path.startsWith(prefix)) return false;
    if (standings.count() > MOST_STANDINGS) standings = begin();
    let standing = standings.first;
    for (const char of path.slice(prefix.length)) {
      standing = standings.after(standing, char);
      if (standing.places.length === 0) return false;
    }
    return standing.places.includes(end);
  };
}

interface Standings {
  readonly first: Standing;
  after(standing: Standing, char: string): Standing;
  count(): number;
}

function rememberStandings(start: Place, opensName: boolean): Standings {
  const known = new Map<string, Standing>();
  const at = (from: readonly Place[], startsName: boolean): Standing => {
    const places = reached(from, true);
    const key = `${String(startsName)} ${places.map(({ id }) => id).join(' ')}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const beforeDot = startsName ? reached(from, false) : places;
    const standing = { places, beforeDot, startsName, next: new Map() };
    known.set(key, standing);
    return standing;
  };
  const after = (standing: Standing, char: string): Standing => {
    const found = standing.next.get(char);
    if (found !== undefined) return found;
    const from = char === '.' ? standing.beforeDot : standing.places;
    const moved = from.flatMap(({ takes, next }) =>
      takes?.(char, standing.startsName) === true ? next : [],
    );
    const next = at(moved, char === '/');
    standing.next.set(char, next);
    return next;
  };
  return { first: at([start], opensName), after, count: () => known.size };
}

/** `envs/dev/` of `envs/dev/**`: most paths are told apart by it. */
function leadingText(parts: readonly GlobPart[]): string {
  const first = parts.findIndex(({ kind }) => kind !== 'text');
  return parts
    .slice(0, first === -1 ? parts.length : first)
    .map((part) => (part.kind === 'text' ? part.char : ''))
    .join('');
}

/** The places themselves and those that they skip to, in a fixed order. */
function reached(from: readonly Place[], passesStars: boolean): readonly Place[] {
  const found = new Set<Place>();
  const open = [...from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || (next.isStar && !passesStars)) continue;
    found.add(next);
    open.push(...next.skips);
  }
  return [...found].sort((a, b) => a.id - b.id);
}

function placesOf(parts: readonly GlobPart[]): { readonly start: Place; readonly end: Place } {
  let count = 0;
  const place: NewPlace = (what) => ({
    ...{ skips: [], next: [], takes: undefined, isStar: false },
    ...what,
    id: (count += 1),
  });
  const end = place({});
  return { start: placeOf(parts, end, place), end };
}

type NewPlace = (what: Partial<Omit<Place, 'id'>>) => Place;

/** The place in front of the parts, behind which comes `end`. */
function placeOf(parts: readonly GlobPart[], end: Place, place: NewPlace): Place {
  return parts.reduceRight((behind, part) => placeBefore(part, behind, place), end);
}

function placeBefore(part: GlobPart, behind: Place, place: NewPlace): Place {
  switch (part.kind) {
    case 'text':
      return place({ takes: (char) => char === part.char, next: [behind] });
    case 'one':
      return place({
        takes: (char, startsName) => isOfName(char, startsName) && part.allows(char),
        next: [behind],
      });
    case 'star': {
      const star = place({ takes: isOfName, skips: [behind], isStar: true });
      star.next.push(star);
      return star;
    }
    case 'folders': {
      const atName = place({ takes: isOfName, skips: [behind] });
      const inName = place({ takes: isOfName });
      const atSlash = place({ takes: (char) => char === '/', next: [atName] });
      for (const before of [atName, inName]) before.next.push(inName, atSlash);
      return atName;
    }
    case 'below': {
      const inside = place({ takes: (char, startsName) => char === '/' || isOfName(char, startsName) });
      inside.next.push(inside, behind);
      return place({ takes: isOfName, next: [inside, behind] });
    }
    case 'choice':
      return place({ skips: part.between.map((parts) => placeOf(parts, behind, place)) });
  }
}

function isOfName(char: string, startsName: boolean): boolean {
  return char !== '/' && !(startsName && char === '.');
}
