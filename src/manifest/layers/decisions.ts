import { groupBy } from '../../errors/group-by.ts';
import { isValuesBase, type Links } from './bases-beneath.ts';
import type { ReferenceSlot } from '../view/reference-slot.ts';
import { folderOf } from '../text/repository-path.ts';
import type { ValuesPlace } from './sub-charts.ts';

/** No folder: those of paths end in a slash, or are empty. */
const EVERYWHERE = '*';
/** Before what a sub-chart decides, which counts in the values of its parents where they say nothing. */
const UNDER = 'under';

/** What the files hold of images, and what says which values lie over which. */
interface LinkedSlots extends Links {
  readonly slots: readonly ReferenceSlot[];
}

/**
 * Tells whether another place settles the tag of a slot that has none. `settled` are the places with a
 * tag. A layer settles what stands at its path everywhere; a repository, in its own folder and stacks. A
 * repository in a sub-chart is settled when each name that a parent has for the sub-chart is, or names
 * another repository.
 */
export function indexDecisions(
  settled: readonly ReferenceSlot[],
  links: LinkedSlots,
): (slot: ReferenceSlot) => boolean {
  const decided = new Set(settled.flatMap((slot) => keysDecidedBy(slot, links)));
  const isDecidedAt = (slot: ReferenceSlot, place: ValuesPlace): boolean => {
    const scopes = [
      ...[EVERYWHERE, folderOf(place.file)].map((scope) => inGroup(place, scope)),
      ...links.stacks.of(place),
    ];
    const heeded = hasEmptyTag(slot) ? scopes : [...scopes, ...scopes.map(under)];
    return keysOf(slot, place, heeded).some((key) => decided.has(key)) || isDecidedAbove(slot, place);
  };
  const isDecidedAbove = (slot: ReferenceSlot, { above }: ValuesPlace): boolean =>
    [...groupBy(above, ([first]) => first?.file).values()].some((names) =>
      names.every((places) =>
        places.some((place) => isDecidedAt(slot, place) || isNamedAt(slot, place, links.slots)),
      ),
    );
  return (slot) => {
    const [own] = placesOf(slot, links);
    if (own === undefined) return false;
    if (slot.shape !== 'split' || slot.takesTagAway !== true) return isDecidedAt(slot, own);
    return keysOf(slot, own, [inGroup(own, EVERYWHERE)]).some((key) => decided.has(key));
  };
}

function keysDecidedBy(slot: ReferenceSlot, links: Links): readonly string[] {
  const isLayer = slot.shape === 'split' && slot.repository === undefined;
  return placesOf(slot, links).flatMap((place) => {
    const stacks = links.stacks.of(place);
    if (isLayer) return keysOf(slot, place, [inGroup(place, EVERYWHERE), ...stacks]);
    const scopes = [inGroup(place, folderOf(place.file)), ...stacks];
    return keysOf(slot, place, place.depth === 0 ? scopes : scopes.map(under));
  });
}

/** Whether values name a repository of their own where a slot would count. */
function isNamedAt(slot: ReferenceSlot, place: ValuesPlace, all: readonly ReferenceSlot[]): boolean {
  return all
    .filter(isValuesBase)
    .some(
      ({ view, unit }) =>
        view.file.path === place.file &&
        unit.path === place.path &&
        unit.prefixes.some((prefix) => slot.unit?.prefixes.includes(prefix)),
    );
}

/** An empty text is a value, too, and what stands beneath it does not count. */
function hasEmptyTag(slot: ReferenceSlot): boolean {
  return slot.shape === 'split' && slot.tag !== undefined;
}

function under(scope: string): string {
  return `${UNDER} ${scope}`;
}

function placesOf({ unit, view }: ReferenceSlot, { charts }: Links): readonly ValuesPlace[] {
  return unit === undefined
    ? []
    : charts.placesOf({ group: unit.group, file: view.file.path, path: unit.path });
}

function inGroup({ group }: ValuesPlace, scope: string): string {
  return JSON.stringify([group, scope]);
}

function keysOf(
  { unit }: ReferenceSlot,
  { path }: ValuesPlace,
  scopes: readonly string[],
): readonly string[] {
  return scopes.flatMap((scope) =>
    (unit?.prefixes ?? []).map((prefix) => JSON.stringify([scope, path, prefix])),
  );
}
