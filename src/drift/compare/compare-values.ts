import { type Fields, isFields } from '../objects/fields.ts';
import type { Path, Step } from '../objects/path.ts';
import { isNothing } from '../values/nothing.ts';
import { isOfTexts } from '../values/places.ts';
import { isSameValue } from '../values/same-value.ts';
import { type Pair, pairElements } from './pair-elements.ts';

/** One place where the cluster is not as declared. */
export interface Difference {
  readonly path: Path;
  /**
   * `changed`: another value. `absent`: declared, and not in the cluster. `added`: in the cluster, in a place
   * where what is declared is all there may be. `order`: the same elements in another order.
   */
  readonly kind: 'changed' | 'absent' | 'added' | 'order' | 'too-deep';
  readonly declared?: unknown;
  readonly live?: unknown;
}

/**
 * `contained`: what is declared has to be in the cluster; fields that only the cluster has are no difference.
 * `equal`: for what the server itself made of the declared object: what only the cluster has is one, too.
 */
export type Manner = 'contained' | 'equal';

/** Nobody declares anything deeper, and a deeper object could end the process. */
const DEEPEST = 150;
/** After so many places, elements of lists without an identity are compared in their order. */
const MOST_COMPARED = 1_000_000;
/** The order of these is what the program is called with. */
const ORDERED = new Set(['command', 'args']);
/** Maps that choose something: another key chooses something else. */
const SELECTORS = new Set([
  ...['matchLabels', 'nodeSelector', 'podSelector', 'namespaceSelector', 'objectSelector', 'labelSelector'],
]);
/** Exactly one of their keys says what the element is. */
const UNIONS = new Set(['volumes', 'env']);

/**
 * Everything in which a live value is not as declared, by the rules that Kubediff had: maps are contained,
 * lists have the same elements in whatever order, numbers and texts are alike, and an empty list or map is
 * the same as none. Neither value is changed.
 */
export function compareValues(declared: unknown, live: unknown, manner: Manner): readonly Difference[] {
  const found: Difference[] = [];
  compare({ declared, live, path: [] }, { manner, found, effort: { left: MOST_COMPARED } });
  return found;
}

interface Place {
  readonly declared: unknown;
  readonly live: unknown;
  readonly path: Path;
}

interface Comparison {
  readonly manner: Manner;
  readonly found: Difference[];
  /** Shared by all of it: trying which elements belong together doubles with each list in a list. */
  readonly effort: { left: number };
}

function compare(place: Place, comparison: Comparison): void {
  comparison.effort.left -= 1;
  const { declared, live, path } = place;
  const { found } = comparison;
  if (declared === live) return;
  if (path.length > DEEPEST) found.push({ path, kind: 'too-deep' });
  else if (isFields(declared) && isFields(live)) compareMaps(declared, live, path, comparison);
  else if (Array.isArray(declared) && Array.isArray(live)) compareLists(declared, live, path, comparison);
  else if (isMissing(live)) {
    // Each key of its owner's own is named, also when the last of them is gone.
    if (isFields(declared) && isOfTexts(path)) compareMaps(declared, {}, path, comparison);
    else if (!isNothing(declared, path)) found.push({ path, kind: 'absent', declared });
  } else if (isMissing(declared)) {
    // `creationTimestamp: null` is what a program writes that has nothing to say.
    if (comparison.manner === 'equal') found.push({ path, kind: 'added', live });
  } else if (!isSameValue(declared, live, path)) {
    if (isNothing(declared, path) && isNothing(live, path)) return;
    found.push({ path, kind: 'changed', declared, live });
  }
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function compareMaps(declared: Fields, live: Fields, path: Path, comparison: Comparison): void {
  for (const key of Object.keys(declared)) {
    const inLive = Object.hasOwn(live, key) ? live[key] : undefined;
    compare({ declared: declared[key], live: inLive, path: [...path, key] }, comparison);
  }
  const isWhole = comparison.manner === 'equal' || isSelector(path) || isUnion(path);
  if (!isWhole) return;
  for (const key of Object.keys(live)) {
    const child = [...path, key];
    if (Object.hasOwn(declared, key) || isNothing(live[key], child)) continue;
    comparison.found.push({ path: child, kind: 'added', live: live[key] });
  }
}

/** The `selector` of a Service is a plain map; that of a workload holds `matchLabels`. */
function isSelector(path: Path): boolean {
  const last = path.at(-1);
  if (typeof last !== 'string') return false;
  return SELECTORS.has(last) || (last === 'selector' && path.length === 2 && path[0] === 'spec');
}

/** A volume that got a second source, a variable that got a value from elsewhere. */
function isUnion(path: Path): boolean {
  const list = path.at(-2);
  return typeof list === 'string' && typeof path.at(-1) === 'object' && UNIONS.has(list);
}

function compareLists(
  declared: readonly unknown[],
  live: readonly unknown[],
  path: Path,
  comparison: Comparison,
): void {
  const { manner, found, effort } = comparison;
  const contains = (want: unknown, have: unknown, step: Step): boolean => {
    const differences: Difference[] = [];
    compare({ declared: want, live: have, path: [...path, step] }, { manner, found: differences, effort });
    return differences.length === 0;
  };
  const pairs = pairElements(
    path,
    declared,
    live,
    (want, have, step) => effort.left > 0 && contains(want, have, step),
  );
  const before = found.length;
  for (const pair of pairs) comparePair(pair, path, comparison);
  if (found.length > before || !isOrdered(path)) return;
  const said = (list: readonly unknown[]): readonly unknown[] =>
    list.filter((value) => !isNothing(value, [...path, 0]));
  const [wanted, there] = [said(declared), said(live)];
  if (wanted.some((value, at) => !contains(value, there[at], at)))
    found.push({ path, kind: 'order', declared, live });
}

function isOrdered(path: Path): boolean {
  const last = path.at(-1);
  return typeof last === 'string' && ORDERED.has(last);
}

function comparePair({ step, declared, live, in: where }: Pair, path: Path, comparison: Comparison): void {
  const at = [...path, step];
  if (where === 'both') compare({ declared, live, path: at }, comparison);
  else if (where === 'declared') comparison.found.push({ path: at, kind: 'absent', declared });
  else comparison.found.push({ path: at, kind: 'added', live });
}
