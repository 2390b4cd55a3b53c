import { variablesOf } from '../formats/compose/compose-file.ts';
import { type LayerPart, VALUES_FILES } from '../formats/format.ts';
import { folderOf } from '../text/repository-path.ts';
import type { ReferenceSlot, SplitSlot, ValuesUnit } from '../view/reference-slot.ts';
import { mayLieOver, maySetVariables } from './layer-names.ts';
import type { Stacks } from './stacks.ts';
import type { ValuesPlace, SubCharts } from './sub-charts.ts';

/** A repository in values, which layers may complete. */
export type ValuesBase = SplitSlot & { readonly unit: ValuesUnit };

/** A base where it counts: in its own values, or in those of a parent of its chart. */
interface PlacedBase {
  readonly base: ValuesBase;
  readonly place: ValuesPlace;
  readonly isOurs: boolean;
}

/** The repositories at one path of values, under one prefix. */
interface RepositoriesAt {
  readonly bases: PlacedBase[];
  readonly ours: PlacedBase[];
  readonly byFolder: Map<string, PlacedBase[]>;
}

/** Repositories by the path of values that they count at. */
export type RepositoryIndex = ReadonlyMap<string, RepositoriesAt>;

/** What says which values are laid over one another. */
export interface Links {
  readonly stacks: Stacks;
  readonly charts: SubCharts;
}

export function indexRepositories(
  bases: readonly ValuesBase[],
  ours: ReadonlySet<ReferenceSlot>,
  { charts }: Links,
): RepositoryIndex {
  const index = new Map<string, RepositoriesAt>();
  for (const base of bases) {
    const { group, path, prefixes } = base.unit;
    for (const place of charts.placesOf({ group, file: base.view.file.path, path })) {
      const placed = { base, place, isOurs: ours.has(base) };
      for (const prefix of prefixes) {
        addRepository(index, pathKey(place.path, prefix), placed);
        if (base.unit.takesVersion === true)
          addRepository(index, pathKey(place.path, prefix, 'version'), placed);
      }
    }
  }
  return index;
}

function addRepository(index: Map<string, RepositoriesAt>, key: string, placed: PlacedBase): void {
  const here: RepositoriesAt = index.get(key) ?? { bases: [], ours: [], byFolder: new Map() };
  index.set(key, here);
  here.bases.push(placed);
  if (placed.isOurs) here.ours.push(placed);
  const folder = folderOf(placed.place.file);
  const inFolder = here.byFolder.get(folder);
  if (inFolder === undefined) here.byFolder.set(folder, [placed]);
  else inFolder.push(placed);
}

export function isValuesBase(slot: ReferenceSlot): slot is ValuesBase {
  return slot.shape === 'split' && slot.unit !== undefined;
}

/** A `version` has a key of its own, at which only repositories stand that take one. */
function pathKey(path: string, prefix: string, word: 'tag' | 'version' = 'tag'): string {
  return JSON.stringify([path, prefix, word]);
}

/** What a layer is laid over. */
export interface BasesBeneath {
  readonly bases: readonly ValuesBase[];
  /** Only the path is the same; the file's name speaks of something else. */
  readonly isForeign: boolean;
  /**
   * The layer is a sub-chart's, and lies beneath what it completes: the repository stands in the parent's
   * values.
   */
  readonly isUnder: boolean;
}

/**
 * What a layer is laid over, in its own place or in one that its chart has in another. Undefined where
 * nothing of that is ours.
 */
export function basesBeneath(
  layer: LayerPart,
  index: RepositoryIndex,
  links: Links,
): BasesBeneath | undefined {
  const { group, path, view } = layer;
  const places = links.charts.placesOf({ group, file: view.file.path, path });
  const occupied = places.flatMap((place) => {
    const here = index.get(pathKey(place.path, layer.prefix, layer.isVersion === true ? 'version' : 'tag'));
    return here === undefined ? [] : [{ place, here }];
  });
  if (occupied.every(({ here }) => here.ours.length === 0)) return undefined;
  const found = occupied
    .map(({ place, here }) => ({ place, ...basesOfPlace(place, here, links) }))
    .filter(({ bases }) => bases.length > 0);
  const linked = found.filter(({ isForeign }) => !isForeign);
  const counted = linked.length > 0 ? linked : found.slice(0, 1);
  if (counted.length === 0) return undefined;
  return {
    bases: [...new Set(counted.flatMap(({ bases }) => bases.map(({ base }) => base)))],
    isForeign: linked.length === 0,
    isUnder: counted.every(({ bases, place }) => bases.every((base) => base.place.depth < place.depth)),
  };
}

interface BasesOfPlace {
  readonly bases: readonly PlacedBase[];
  readonly isForeign: boolean;
}

function basesOfPlace(place: ValuesPlace, here: RepositoriesAt, links: Links): BasesOfPlace {
  const { bases, isForeign } = linkedBases(place, here, links);
  return { bases: bases.filter((base) => !isCovered(base, bases)), isForeign };
}

/** A repository of a sub-chart does not count where the parent's values name another one in its place. */
function isCovered({ place, isOurs }: PlacedBase, among: readonly PlacedBase[]): boolean {
  return among.some(
    (other) =>
      other.place.depth < place.depth && (other.place.file === place.file || (other.isOurs && !isOurs)),
  );
}

/** The repositories in the values of parents that take the place of a sub-chart's own. */
export function basesAbove(
  { unit, view }: ValuesBase,
  index: RepositoryIndex,
  { charts }: Links,
): readonly ValuesBase[] {
  const { group, path, prefixes } = unit;
  const places = charts.placesOf({ group, file: view.file.path, path }).filter(({ depth }) => depth > 0);
  const above = places.flatMap((place) =>
    prefixes.flatMap((prefix) =>
      (index.get(pathKey(place.path, prefix))?.bases ?? []).filter(
        (other) => other.place.file === place.file && other.place.depth < place.depth,
      ),
    ),
  );
  return [...new Set(above.map(({ base }) => base))];
}

/** What documents say is laid under a place; where they say nothing, the names of the files do. */
function linkedBases(place: ValuesPlace, here: RepositoriesAt, links: Links): BasesOfPlace {
  const { stacks } = links;
  const isLinked = stacks.of(place).length > 0;
  const stacked = here.bases.filter((base) => isLinked && stacks.shared(place, base.place));
  if (stacked.length > 0) return { bases: nearest(place, stacked), isForeign: false };
  if (place.group !== VALUES_FILES) {
    const inGroup = here.bases.filter((base) => base.place.group === place.group);
    const bases = inGroup.length > 0 ? inGroup : basesOfVariable(place, here.bases);
    return { bases: nearest(place, bases), isForeign: false };
  }
  if (stacks.isSettled(place)) return { bases: [], isForeign: false };
  return basesByName(place, here, links);
}

/** `values-prod.yaml` lies over `values.yaml`: those of its own folder come first. */
function basesByName(place: ValuesPlace, here: RepositoriesAt, { charts }: Links): BasesOfPlace {
  const mayMeet = (base: PlacedBase): boolean =>
    base.place.group === place.group && !charts.keepsApart(place, base.place);
  const isBelow = (base: PlacedBase): boolean => mayLieOver(place.file, base.place.file) && mayMeet(base);
  const inFolder = here.byFolder.get(folderOf(place.file))?.filter(mayMeet) ?? [];
  const belowInFolder = inFolder.filter(isBelow);
  if (belowInFolder.length > 0) return { bases: belowInFolder, isForeign: false };
  // Most layers of a large tree belong to another image: what lies below those need not be known.
  if (place.depth > 0 || here.ours.some(isBelow))
    return { bases: here.bases.filter(isBelow), isForeign: false };
  return { bases: inFolder.length > 0 ? inFolder : here.ours.filter(mayMeet), isForeign: true };
}

/**
 * `--env-file envs/prod.env`: an environment file need not stand beside its Compose file. Then the names of
 * both say whether they belong together.
 */
function basesOfVariable({ file }: ValuesPlace, bases: readonly PlacedBase[]): readonly PlacedBase[] {
  return bases.filter(
    ({ place }) => place.group === variablesOf(place.file) && maySetVariables(file, place.file),
  );
}

/** The bases in the same folder as the layer, or all of them when there are none. */
function nearest(place: ValuesPlace, bases: readonly PlacedBase[]): readonly PlacedBase[] {
  const folder = folderOf(place.file);
  const inFolder = bases.filter((base) => folderOf(base.place.file) === folder);
  return inFolder.length > 0 ? inFolder : bases;
}
