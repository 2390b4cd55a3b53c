import { type LayerPart, VALUES_FILES } from '../formats/format.ts';
import type { ValuesUnit } from '../view/reference-slot.ts';
import type { View } from '../view/view.ts';
import type { Links } from './bases-beneath.ts';
import { mayLieOver } from './layer-names.ts';
import type { ValuesPlace } from './sub-charts.ts';

/** Where something stands in values, and in which text. */
interface PlacedUnit {
  readonly unit?: Pick<ValuesUnit, 'group' | 'path'> | undefined;
  readonly view: View;
}

type PlacePair = readonly [part: ValuesPlace, slot: ValuesPlace];

/** `global` at the root goes to all that is below, and `app.global` to all of the sub-chart `app`. */
export function isGlobal([part, slot]: PlacePair): boolean {
  const root = part.path.replace(/global$/, '');
  if (root === part.path || !(root === '' || root.endsWith('.'))) return false;
  // What a sub-chart sets for itself does not go up.
  return slot.path.startsWith(root) && (root !== '' || part.depth === 0);
}

/** Whether a layer and a repository stand in the same values. */
export function isAt(part: LayerPart, { unit, view }: PlacedUnit): boolean {
  return part.group === unit?.group && part.view === view;
}

/** The places in which a layer and a repository may meet: as documents say, or by the names of the files. */
export function nearPlaces(part: LayerPart, slot: PlacedUnit, links: Links): readonly PlacePair[] {
  const { unit, view } = slot;
  if (unit === undefined) return [];
  const { placesOf } = links.charts;
  const places = placesOf({ group: unit.group, file: view.file.path, path: unit.path });
  return placesOf({ group: part.group, file: part.view.file.path, path: part.path }).flatMap((ofPart) =>
    places.flatMap((ofSlot): readonly PlacePair[] => {
      const isOwn = ofPart.depth === 0 && ofSlot.depth === 0 && isAt(part, slot);
      return isOwn || isNear(ofPart, ofSlot, links) ? [[ofPart, ofSlot]] : [];
    }),
  );
}

function isNear(layer: ValuesPlace, base: ValuesPlace, { stacks, charts }: Links): boolean {
  if (stacks.shared(layer, base)) return true;
  if (layer.group !== base.group || stacks.isSettled(layer)) return false;
  if (layer.group !== VALUES_FILES) return true;
  const mayMeet = mayLieOver(layer.file, base.file) || mayLieOver(base.file, layer.file);
  return mayMeet && !charts.keepsApart(layer, base) && !charts.keepsApart(base, layer);
}
