import { variablesOf } from '../formats/compose/compose-file.ts';
import { type LayerPart, VALUES_FILES } from '../formats/format.ts';
import { folderOf } from '../text/repository-path.ts';
import type { Candidate, SplitCandidate, ValuesUnit } from '../view/candidate.ts';
import { mayLieOver, maySetVariables } from './layer-names.ts';
import type { Stacks } from './stacks.ts';
import type { Seat, SubCharts } from './sub-charts.ts';

/** A repository in values, which layers may complete. */
export type Base = SplitCandidate & { readonly unit: ValuesUnit };

/** A base where it counts: in its own values, or in those of a parent of its chart. */
interface SeatedBase {
  readonly base: Base;
  readonly seat: Seat;
  readonly isOurs: boolean;
}

/** The repositories at one path of values, under one prefix. */
interface Place {
  readonly bases: SeatedBase[];
  readonly ours: SeatedBase[];
  readonly byFolder: Map<string, SeatedBase[]>;
}

export type Places = ReadonlyMap<string, Place>;

/** What says which values are laid over one another. */
export interface Links {
  readonly stacks: Stacks;
  readonly charts: SubCharts;
}

export function placesOf(bases: readonly Base[], ours: ReadonlySet<Candidate>, { charts }: Links): Places {
  const places = new Map<string, Place>();
  for (const base of bases) {
    const { group, path, prefixes } = base.unit;
    for (const seat of charts.seatsOf({ group, file: base.view.file.path, path })) {
      const seated = { base, seat, isOurs: ours.has(base) };
      for (const prefix of prefixes) addTo(places, placeKey(seat.path, prefix), seated);
    }
  }
  return places;
}

function addTo(places: Map<string, Place>, key: string, seated: SeatedBase): void {
  const place: Place = places.get(key) ?? { bases: [], ours: [], byFolder: new Map() };
  places.set(key, place);
  place.bases.push(seated);
  if (seated.isOurs) place.ours.push(seated);
  const folder = folderOf(seated.seat.file);
  const inFolder = place.byFolder.get(folder);
  if (inFolder === undefined) place.byFolder.set(folder, [seated]);
  else inFolder.push(seated);
}

export function isBase(candidate: Candidate): candidate is Base {
  return candidate.shape === 'split' && candidate.unit !== undefined;
}

function placeKey(path: string, prefix: string): string {
  return JSON.stringify([path, prefix]);
}

interface Beneath {
  readonly bases: readonly Base[];
  /** Only the path is the same; the file's name speaks of something else. */
  readonly isForeign: boolean;
  /** It is the other way round: the layer is a sub-chart's, and what it completes stands in the parent's values. */
  readonly isUnder: boolean;
}

/** What a layer is laid over, in its own place or in one that its chart has in another; undefined where that is nothing of ours. */
export function basesBeneath(part: LayerPart, places: Places, links: Links): Beneath | undefined {
  const { group, path, view } = part;
  const seats = links.charts.seatsOf({ group, file: view.file.path, path });
  const placed = seats.flatMap((seat) => {
    const place = places.get(placeKey(seat.path, part.prefix));
    return place === undefined ? [] : [{ seat, place }];
  });
  if (placed.every(({ place }) => place.ours.length === 0)) return undefined;
  const found = placed
    .map(({ seat, place }) => ({ seat, ...beneathSeat(seat, place, links) }))
    .filter(({ bases }) => bases.length > 0);
  const settled = found.filter(({ isForeign }) => !isForeign);
  const counted = settled.length > 0 ? settled : found.slice(0, 1);
  if (counted.length === 0) return undefined;
  return {
    bases: [...new Set(counted.flatMap(({ bases }) => bases.map(({ base }) => base)))],
    isForeign: settled.length === 0,
    isUnder: counted.every(({ bases, seat }) => bases.every((one) => one.seat.depth < seat.depth)),
  };
}

interface BeneathSeat {
  readonly bases: readonly SeatedBase[];
  readonly isForeign: boolean;
}

function beneathSeat(seat: Seat, place: Place, links: Links): BeneathSeat {
  const { bases, isForeign } = linkedBases(seat, place, links);
  return { bases: bases.filter((one) => !isCovered(one, bases)), isForeign };
}

/** A repository of a sub-chart does not count where the parent's values name another one in its place. */
function isCovered({ seat, isOurs }: SeatedBase, among: readonly SeatedBase[]): boolean {
  return among.some(
    (one) => one.seat.depth < seat.depth && (one.seat.file === seat.file || (one.isOurs && !isOurs)),
  );
}

/** The repositories in the values of parents that take the place of a sub-chart's own. */
export function basesAbove({ unit, view }: Base, places: Places, { charts }: Links): readonly Base[] {
  const { group, path, prefixes } = unit;
  const seats = charts.seatsOf({ group, file: view.file.path, path }).filter(({ depth }) => depth > 0);
  const above = seats.flatMap((seat) =>
    prefixes.flatMap((prefix) =>
      (places.get(placeKey(seat.path, prefix))?.bases ?? []).filter(
        (one) => one.seat.file === seat.file && one.seat.depth < seat.depth,
      ),
    ),
  );
  return [...new Set(above.map(({ base }) => base))];
}

/** As documents say, or by the names of the files, those of its own folder first. */
function linkedBases(seat: Seat, place: Place, { stacks, charts }: Links): BeneathSeat {
  const isLinked = stacks.of(seat).length > 0;
  const stacked = place.bases.filter((one) => isLinked && stacks.shared(seat, one.seat));
  if (stacked.length > 0) return { bases: nearest(seat, stacked), isForeign: false };
  const isInGroup = (one: SeatedBase): boolean => one.seat.group === seat.group;
  if (seat.group !== VALUES_FILES) {
    const inGroup = place.bases.filter(isInGroup);
    const bases = inGroup.length > 0 ? inGroup : basesOfVariable(seat, place.bases);
    return { bases: nearest(seat, bases), isForeign: false };
  }
  if (stacks.isSettled(seat)) return { bases: [], isForeign: false };
  const mayMeet = (one: SeatedBase): boolean => isInGroup(one) && !charts.keepsApart(seat, one.seat);
  const isBelow = (one: SeatedBase): boolean => mayLieOver(seat.file, one.seat.file) && mayMeet(one);
  const inFolder = place.byFolder.get(folderOf(seat.file))?.filter(mayMeet) ?? [];
  const belowInFolder = inFolder.filter(isBelow);
  if (belowInFolder.length > 0) return { bases: belowInFolder, isForeign: false };
  // Most layers of a large tree belong to another image: what lies below those need not be known.
  if (seat.depth > 0 || place.ours.some(isBelow))
    return { bases: place.bases.filter(isBelow), isForeign: false };
  return { bases: inFolder.length > 0 ? inFolder : place.ours.filter(mayMeet), isForeign: true };
}

/** An environment file need not stand beside the Compose file: `--env-file envs/prod.env`. Then the names say what it is for. */
function basesOfVariable({ file }: Seat, bases: readonly SeatedBase[]): readonly SeatedBase[] {
  return bases.filter(
    ({ seat }) => seat.group === variablesOf(seat.file) && maySetVariables(file, seat.file),
  );
}

/** The bases in the same folder as the layer, or all of them when there are none. */
function nearest(seat: Seat, bases: readonly SeatedBase[]): readonly SeatedBase[] {
  const folder = folderOf(seat.file);
  const inFolder = bases.filter((one) => folderOf(one.seat.file) === folder);
  return inFolder.length > 0 ? inFolder : bases;
}
