import type { Path, Step } from '../objects/path.ts';
import { identityOf } from './merge-keys.ts';

/** An element of a declared list and the one of the live list that it is compared with. */
export interface Pair {
  readonly step: Step;
  readonly declared: unknown;
  readonly live: unknown;
  readonly in: 'both' | 'declared' | 'live';
}

/** Whether the live element has all that the declared one wishes. */
type Contains = (declared: unknown, live: unknown, step: Step) => boolean;

/**
 * More elements without an identity than these are compared in their order: trying all would take too long.
 */
const MOST_TRIED = 64;

/**
 * Pairs the elements of two lists without regard to their order: by identity where the list has one, else
 * each declared element with a live one that contains it. What is left over is paired in order.
 */
export function pairElements(
  path: Path,
  declared: readonly unknown[],
  live: readonly unknown[],
  contains: Contains,
): readonly Pair[] {
  return byIdentity(path, declared, live) ?? byContent(declared, live, contains);
}

function byIdentity(
  path: Path,
  declared: readonly unknown[],
  live: readonly unknown[],
): readonly Pair[] | undefined {
  const wanted = identified(path, declared);
  const present = identified(path, live);
  if (wanted === undefined || present === undefined) return undefined;
  const pairs: Pair[] = [];
  for (const [key, { step, element }] of wanted) {
    const found = present.get(key);
    pairs.push({
      step,
      declared: element,
      live: found?.element,
      in: found === undefined ? 'declared' : 'both',
    });
  }
  for (const [key, { step, element }] of present)
    if (!wanted.has(key)) pairs.push({ step, declared: undefined, live: element, in: 'live' });
  return pairs;
}

/** Undefined where an element has no identity, or two have the same. */
function identified(
  path: Path,
  elements: readonly unknown[],
): ReadonlyMap<string, { readonly step: Step; readonly element: unknown }> | undefined {
  const found = new Map<string, { readonly step: Step; readonly element: unknown }>();
  for (const element of elements) {
    const step = identityOf(path, element);
    if (step === undefined) return undefined;
    found.set(JSON.stringify(Object.values(step).map(String)), { step, element });
  }
  return found.size === elements.length ? found : undefined;
}

function byContent(
  declared: readonly unknown[],
  live: readonly unknown[],
  contains: Contains,
): readonly Pair[] {
  const { same, wanted, present } = withoutTwins(declared, live);
  // One element has only one to be compared with.
  const isOne = wanted.length === 1 && present.length === 1;
  const isFew = !isOne && wanted.length <= MOST_TRIED && present.length <= MOST_TRIED;
  const matched = isFew
    ? match(wanted, present, (want, have) => contains(want.element, have.element, have.at))
    : new Map<Numbered, Numbered>();
  const isTaken = new Set(matched.values());
  const restWanted = wanted.filter((want) => !matched.has(want));
  const restPresent = present.filter((have) => !isTaken.has(have));
  const rest = restWanted.map((want, at) => pairOf(want, restPresent[at]));
  const added = restPresent.slice(restWanted.length).map((have) => pairOf(undefined, have));
  return [...same, ...[...matched].map(([want, have]) => pairOf(want, have)), ...rest, ...added];
}

interface Numbered {
  readonly at: number;
  readonly element: unknown;
}

function pairOf(want: Numbered | undefined, have: Numbered | undefined): Pair {
  const step = have?.at ?? want?.at ?? 0;
  const where = want === undefined ? 'live' : have === undefined ? 'declared' : 'both';
  return { step, declared: want?.element, live: have?.element, in: where };
}

/**
 * Elements that are written alike in both lists go first: thousands of texts cost no more than their number.
 */
function withoutTwins(declared: readonly unknown[], live: readonly unknown[]) {
  const waiting = new Map<string, Numbered[]>();
  const key = (element: unknown): string =>
    typeof element === 'object' ? JSON.stringify(element) : `scalar ${String(element)}`;
  for (const [at, element] of live.entries()) {
    const entry = key(element);
    const twins = waiting.get(entry);
    if (twins === undefined) waiting.set(entry, [{ at, element }]);
    else twins.push({ at, element });
  }
  for (const twins of waiting.values()) twins.reverse();
  const same: Pair[] = [];
  const wanted: Numbered[] = [];
  for (const [at, element] of declared.entries()) {
    const twin = waiting.get(key(element))?.pop();
    if (twin === undefined) wanted.push({ at, element });
    else same.push(pairOf({ at, element }, twin));
  }
  const present = [...waiting.values()].flat().toSorted((a, b) => a.at - b.at);
  return { same, wanted, present };
}

/**
 * As many pairs as there can be. A declared element may be contained in several live ones, and then gives way
 * to one that has no other choice.
 */
function match(
  wanted: readonly Numbered[],
  present: readonly Numbered[],
  fits: (want: Numbered, have: Numbered) => boolean,
): ReadonlyMap<Numbered, Numbered> {
  const choices = new Map(wanted.map((want) => [want, present.filter((have) => fits(want, have))]));
  const takenBy = new Map<Numbered, Numbered>();
  const place = (want: Numbered, tried: Set<Numbered>): boolean => {
    for (const have of choices.get(want) ?? []) {
      if (tried.has(have)) continue;
      tried.add(have);
      const holder = takenBy.get(have);
      if (holder !== undefined && !place(holder, tried)) continue;
      takenBy.set(have, want);
      return true;
    }
    return false;
  };
  for (const want of wanted) place(want, new Set());
  return new Map([...takenBy].map(([have, want]) => [want, have]));
}
