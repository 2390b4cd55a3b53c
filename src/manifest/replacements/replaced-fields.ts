import { groupBy } from '../../errors/group-by.ts';
import { sameRepository, tryParseReference } from '../../image/reference.ts';
import { isVersionKey, keyRole } from '../formats/helm/value-keys.ts';
import { type PlacedObject, type ReplacementTarget, selected } from '../formats/kustomize/replacements.ts';
import { fieldSteps, nodesAtSteps } from '../formats/objects/field-path.ts';
import { jsonPatch } from '../formats/objects/json-patch.ts';
import { isVersioned } from '../formats/whole-reference.ts';
import {
  type ReferenceSlot,
  nodesOf,
  referenceOf,
  spanText,
  type TakenVariable,
} from '../view/reference-slot.ts';
import type { View } from '../view/view.ts';
import { textAt } from '../yaml/merge.ts';
import type { ManifestNode, ScalarNode } from '../yaml/tree.ts';
import { patchesField } from './patched-field.ts';
import { partAt, type ReplacedPart } from './replaced-part.ts';
import type { ScopedReplacement } from './scopes.ts';

/** A field of an image that the target of a replacement writes over, wholly or in part. */
interface ReplacedField {
  readonly slot: ReferenceSlot;
  /** Undefined where what is written is not exactly a part. */
  readonly part: ReplacedPart | undefined;
  /** Only an entry of `images` names the image; nothing says whether it is the one that is written over. */
  readonly isUnseen: boolean;
  /**
   * The field and its object: two files that speak of the same place mean one image. Undefined where there
   * are several.
   */
  readonly place: string | undefined;
}

/** What writes a field, and where that is said. */
interface Replacing {
  readonly view: View;
  readonly node: ManifestNode;
  readonly at: string;
  readonly fieldPath: string;
  /** Its scalars that a marker may stand beside. */
  readonly scalars: readonly ScalarNode[];
}

/** The same, with the replacement or the variable that does it, and the texts that it takes. */
export interface ReplacedImage extends ReplacedField, Pick<ScopedReplacement, 'sources'> {
  readonly replacement: Replacing;
  /** Set where a variable does it. */
  readonly variable?: TakenVariable;
}

/** The parts of images among `slots` that variables decide. */
export function variableFields(slots: readonly ReferenceSlot[]): readonly ReplacedImage[] {
  return slots.flatMap((slot) => {
    return (slot.takes ?? []).map((variable): ReplacedImage => {
      const { part, sources, name, giver } = variable;
      const replacement = { ...giver, fieldPath: name, scalars: [] };
      return { slot, part, isUnseen: false, place: undefined, replacement, sources, variable };
    });
  });
}

/** The images among `slots` that replacements write a part of. */
export function replacedFields(
  scoped: readonly ScopedReplacement[],
  slots: readonly ReferenceSlot[],
): readonly ReplacedImage[] {
  const byFile = groupBy(slots, ({ view }) => view.file.path);
  const indexes = new Map<ReadonlySet<string>, VisibleImages>();
  return scoped.flatMap(({ replacement, sources, files, objects }) => {
    const seen = indexes.get(files) ?? indexVisible([...files].flatMap((file) => byFile.get(file) ?? []));
    indexes.set(files, seen);
    const fields = replacement.targets.flatMap((target) => replacedAt(target, objects, seen));
    const replacing = { ...replacement, view: replacement.document.view };
    return fields.map((field) => ({ ...field, replacement: replacing, sources }));
  });
}

/** The images that a Kustomization brings together. */
interface VisibleImages {
  readonly byNode: ReadonlyMap<ManifestNode, readonly ReferenceSlot[]>;
  /** Entries of `images`. */
  readonly entries: readonly ReferenceSlot[];
  /** What JSON patches write. */
  readonly patches: readonly ReferenceSlot[];
}

function indexVisible(slots: readonly ReferenceSlot[]): VisibleImages {
  const byNode = new Map<ManifestNode, ReferenceSlot[]>();
  for (const slot of slots)
    for (const node of nodesOf(slot)) byNode.set(node, [...(byNode.get(node) ?? []), slot]);
  return {
    byNode,
    entries: slots.filter(({ format, at }) => format === 'kustomize' && at.startsWith('images[')),
    patches: slots.filter(({ format, shape }) => format === jsonPatch.name && shape === 'whole'),
  };
}

function replacedAt(
  target: ReplacementTarget,
  objects: readonly PlacedObject[],
  seen: VisibleImages,
): readonly ReplacedField[] {
  const rejected = new Set(target.reject.flatMap((selector) => selected(selector, objects)));
  const taken = selected(target.select, objects).filter((object) => !rejected.has(object));
  const patched = seen.patches
    .filter((patch) => patchesField(patch, target))
    .flatMap((patch) =>
      fieldAt(patch, undefined, target, { isUnseen: taken.length === 0, place: undefined }),
    );
  if (taken.length === 0) return [...patched, ...unseen(target, seen)];
  const steps = fieldSteps(target.fieldPath);
  const fields = taken.flatMap(({ root }) => {
    const nodes = nodesAtSteps(root, steps);
    if (nodes.length === 0 && !target.creates) return [];
    const place = placeIn(root, steps);
    if (nodes.length === 0) return created(root, steps, seen, place);
    return nodes.flatMap((node) => {
      const here = seen.byNode.get(node) ?? [];
      const renaming = seen.entries.filter((entry) => here.some((slot) => renames(entry, slot)));
      const where = { isUnseen: false, place };
      return [
        ...here.flatMap((slot) => fieldAt(slot, node, target, where)),
        ...renaming.flatMap((entry) => fieldAt(entry, undefined, target, where)),
      ];
    });
  });
  return [...fields, ...patched];
}

/** The field by the names of its object and of the map around it; undefined where several maps are meant. */
function placeIn(root: ManifestNode, steps: readonly string[]): string | undefined {
  const holders = nodesAtSteps(root, steps.slice(0, -1));
  const names = [textAt(root, 'kind'), textAt(root, 'metadata', 'name'), textAt(holders[0], 'name')];
  return holders.length === 1 ? JSON.stringify([steps, ...names]) : undefined;
}

function fieldAt(
  slot: ReferenceSlot,
  node: ManifestNode | undefined,
  target: ReplacementTarget,
  where: Pick<ReplacedField, 'isUnseen' | 'place'>,
): readonly ReplacedField[] {
  const part = partAt(slot, node, target);
  return part === 'repository' ? [] : [{ slot, part, ...where }];
}

/** A Kustomize entry stands for the references that have its name, before replacements write theirs. */
export function renames(entry: ReferenceSlot, other: ReferenceSlot): boolean {
  if (entry.format !== 'kustomize' || entry === other) return false;
  const name = tryParseReference(entry.placeholder ?? referenceOf(entry)?.spelling ?? '');
  const reference = referenceOf(other);
  return name !== undefined && reference !== undefined && sameRepository(name, reference);
}

/** Another image that is put there as a whole says itself which one it is. */
function unseen(target: ReplacementTarget, { entries }: VisibleImages): readonly ReplacedField[] {
  if (fieldSteps(target.fieldPath).at(-1) !== 'image') return [];
  return entries
    .flatMap((slot) => fieldAt(slot, undefined, target, { isUnseen: true, place: undefined }))
    .filter(({ part }) => part !== 'reference');
}

/** A tag or digest that was left out beside a repository, and that the replacement puts there. */
function created(
  root: ManifestNode,
  steps: readonly string[],
  { byNode }: VisibleImages,
  place: string | undefined,
): readonly ReplacedField[] {
  const key = steps.at(-1) ?? '';
  const role = keyRole(key);
  if (role === undefined || (role.part !== 'tag' && role.part !== 'digest')) return [];
  const { part } = role;
  const beside = nodesAtSteps(root, steps.slice(0, -1)).flatMap((node) =>
    node.kind === 'map' ? node.entries.map(({ value }) => value) : [],
  );
  const found = new Set(beside.flatMap((node) => byNode.get(node) ?? []));
  const takes = ({ unit }: ReferenceSlot) => !isVersionKey(key) || unit?.takesVersion === true;
  return [...found].filter(takes).map((slot) => ({ slot, part, isUnseen: false, place }));
}

/** The references that replacements put into images from places that no format knows. */
export function replacingReferences(
  scoped: readonly ScopedReplacement[],
  slots: readonly ReferenceSlot[],
): readonly ReferenceSlot[] {
  if (scoped.length === 0) return [];
  const claimed = new Set(slots.flatMap(nodesOf));
  const references = new Map<ScalarNode, ReferenceSlot>();
  for (const { part, sources } of replacedFields(scoped, slots)) {
    for (const { view, span, at } of part === 'reference' ? sources : []) {
      if (claimed.has(span.node) || !isVersioned(spanText(span))) continue;
      references.set(span.node, {
        shape: 'whole',
        format: 'kustomize',
        view,
        at,
        merged: false,
        value: span,
      });
    }
  }
  return [...references.values()];
}
