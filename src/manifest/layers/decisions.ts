import { groupBy } from '../../errors/group-by.ts';
import { isValuesBase, type Links } from './bases-beneath.ts';
import type { Candidate } from '../view/candidate.ts';
import { folderOf } from '../text/repository-path.ts';
import type { ValuesPlace } from './sub-charts.ts';

/** No folder: those of paths end in a slash, or are empty. */
const EVERYWHERE = '*';
/** Before what a sub-chart decides, which counts in the values of its parents where they say nothing. */
const UNDER = 'under';

/** What the files hold of images, and what says which values lie over which. */
interface LinkedCandidates extends Links {
  readonly candidates: readonly Candidate[];
}

/**
 * Tells whether another place settles the tag of a candidate that has none. `settled` are the places with a
 * tag. A layer settles what stands at its path everywhere; a repository, in its own folder and stacks. A
 * repository in a sub-chart is settled when each name that a parent has for the sub-chart is, or names
 * another repository.
 */
export function indexDecisions(
  settled: readonly Candidate[],
  links: LinkedCandidates,
): (candidate: Candidate) => boolean {
  const decided = new Set(settled.flatMap((candidate) => keysDecidedBy(candidate, links)));
  const isDecidedAt = (candidate: Candidate, place: ValuesPlace): boolean => {
    const scopes = [
      ...[EVERYWHERE, folderOf(place.file)].map((scope) => inGroup(place, scope)),
      ...links.stacks.of(place),
    ];
    const heeded = hasEmptyTag(candidate) ? scopes : [...scopes, ...scopes.map(under)];
    return (
      keysOf(candidate, place, heeded).some((key) => decided.has(key)) || isDecidedAbove(candidate, place)
    );
  };
  const isDecidedAbove = (candidate: Candidate, { above }: ValuesPlace): boolean =>
    [...groupBy(above, ([first]) => first?.file).values()].some((names) =>
      names.every((places) =>
        places.some(
          (place) => isDecidedAt(candidate, place) || isNamedAt(candidate, place, links.candidates),
        ),
      ),
    );
  return (candidate) => {
    const [own] = placesOf(candidate, links);
    if (own === undefined) return false;
    if (candidate.shape !== 'split' || candidate.takesTagAway !== true) return isDecidedAt(candidate, own);
    return keysOf(candidate, own, [inGroup(own, EVERYWHERE)]).some((key) => decided.has(key));
  };
}

function keysDecidedBy(candidate: Candidate, links: Links): readonly string[] {
  const isLayer = candidate.shape === 'split' && candidate.repository === undefined;
  return placesOf(candidate, links).flatMap((place) => {
    const stacks = links.stacks.of(place);
    if (isLayer) return keysOf(candidate, place, [inGroup(place, EVERYWHERE), ...stacks]);
    const scopes = [inGroup(place, folderOf(place.file)), ...stacks];
    return keysOf(candidate, place, place.depth === 0 ? scopes : scopes.map(under));
  });
}

/** Whether values name a repository of their own where a candidate would count. */
function isNamedAt(candidate: Candidate, place: ValuesPlace, all: readonly Candidate[]): boolean {
  return all
    .filter(isValuesBase)
    .some(
      ({ view, unit }) =>
        view.file.path === place.file &&
        unit.path === place.path &&
        unit.prefixes.some((prefix) => candidate.unit?.prefixes.includes(prefix)),
    );
}

/** An empty text is a value, too, and what stands beneath it does not count. */
function hasEmptyTag(candidate: Candidate): boolean {
  return candidate.shape === 'split' && candidate.tag !== undefined;
}

function under(scope: string): string {
  return `${UNDER} ${scope}`;
}

function placesOf({ unit, view }: Candidate, { charts }: Links): readonly ValuesPlace[] {
  return unit === undefined
    ? []
    : charts.placesOf({ group: unit.group, file: view.file.path, path: unit.path });
}

function inGroup({ group }: ValuesPlace, scope: string): string {
  return JSON.stringify([group, scope]);
}

function keysOf({ unit }: Candidate, { path }: ValuesPlace, scopes: readonly string[]): readonly string[] {
  return scopes.flatMap((scope) =>
    (unit?.prefixes ?? []).map((prefix) => JSON.stringify([scope, path, prefix])),
  );
}
