import type { Candidate, SplitCandidate, Unit } from './candidate.ts';
import { variablesOf } from './formats/compose.ts';
import type { LayerPart } from './formats/format.ts';
import { mayLieOver } from './layer-names.ts';
import { DOTENV } from './may-hold.ts';
import { VALUES_FILES, type Home, type Stacks } from './stacks.ts';

/** A repository in values, which layers may complete. */
export type Base = SplitCandidate & { readonly unit: Unit };

/** The repositories at one path of values, under one prefix. */
export interface Place {
  readonly bases: Base[];
  readonly ours: Set<Base>;
  readonly byFolder: Map<string, Base[]>;
}

export function placesOf(bases: readonly Base[], ours: ReadonlySet<Candidate>): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const base of bases) {
    for (const prefix of base.unit.prefixes) {
      const key = placeKey(base.unit.path, prefix);
      const place: Place = places.get(key) ?? { bases: [], ours: new Set(), byFolder: new Map() };
      places.set(key, place);
      place.bases.push(base);
      if (ours.has(base)) place.ours.add(base);
      const folder = folderOf(base.view.file.path);
      const inFolder = place.byFolder.get(folder);
      if (inFolder === undefined) place.byFolder.set(folder, [base]);
      else inFolder.push(base);
    }
  }
  return places;
}

export function isBase(candidate: Candidate): candidate is Base {
  return candidate.shape === 'split' && candidate.unit !== undefined;
}

export function placeKey(path: string, prefix: string): string {
  return JSON.stringify([path, prefix]);
}

interface Beneath {
  readonly bases: readonly Base[];
  /** Only the path is the same; the file's name speaks of something else. */
  readonly isForeign: boolean;
}

/** What a layer is laid over: as documents say, or by the names of the files, those of its own folder first. */
export function basesBeneath(part: LayerPart, place: Place, stacks: Stacks): Beneath {
  const linked = stacks.of(part).length > 0;
  const stacked = place.bases.filter((base) => linked && stacks.shared(part, homeOf(base)));
  if (stacked.length > 0) return { bases: nearest(part, stacked), isForeign: false };
  const isInGroup = (base: Base): boolean => base.unit.group === part.group;
  if (part.group !== VALUES_FILES) {
    const inGroup = place.bases.filter(isInGroup);
    const bases = inGroup.length > 0 ? inGroup : basesOfVariable(part, place.bases);
    return { bases: nearest(part, bases), isForeign: false };
  }
  if (stacks.isSettled(part)) return { bases: [], isForeign: false };
  const isBelow = (base: Base): boolean =>
    isInGroup(base) && mayLieOver(part.view.file.path, base.view.file.path);
  const inFolder = place.byFolder.get(folderOf(part.view.file.path))?.filter(isInGroup) ?? [];
  const belowInFolder = inFolder.filter(isBelow);
  if (belowInFolder.length > 0) return { bases: belowInFolder, isForeign: false };
  // Most layers of a large tree belong to another image: what lies below those need not be known.
  if ([...place.ours].some(isBelow)) return { bases: place.bases.filter(isBelow), isForeign: false };
  const near = inFolder.length > 0 ? inFolder : [...place.ours].filter(isInGroup);
  return { bases: near, isForeign: true };
}

/** An environment file need not stand beside the Compose file: `--env-file envs/prod.env`. Then the names say what it is for. */
function basesOfVariable(part: LayerPart, bases: readonly Base[]): readonly Base[] {
  const { path } = part.view.file;
  if (!DOTENV.test(path)) return [];
  return bases.filter(
    ({ unit, view }) => unit.group === variablesOf(view.file.path) && mayLieOver(path, view.file.path),
  );
}

function homeOf({ unit, view }: Base): Home {
  return { group: unit.group, view };
}

/** The bases in the same folder as the layer, or all of them when there are none. */
function nearest(part: LayerPart, bases: readonly Base[]): readonly Base[] {
  const folder = folderOf(part.view.file.path);
  const inFolder = bases.filter((base) => folderOf(base.view.file.path) === folder);
  return inFolder.length > 0 ? inFolder : bases;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
