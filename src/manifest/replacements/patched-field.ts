import { nodesOf, type ReferenceSlot } from '../view/reference-slot.ts';
import { fieldSteps } from '../formats/objects/field-path.ts';
import { nodesAt } from '../formats/key-path.ts';
import type { ReplacementTarget } from '../formats/kustomize/replacements.ts';
import { nodeAt, textAt } from '../yaml/merge.ts';
import type { ManifestNode } from '../yaml/tree.ts';

/** Whether a JSON patch writes a slot into the field that a replacement writes afterwards. */
export function patchesField(slot: ReferenceSlot, target: ReplacementTarget): boolean {
  const pointer = pointerOf(slot);
  if (pointer === undefined || !isSameField(pointer, fieldSteps(target.fieldPath))) return false;
  return !isOfAnother(target.select, patchTarget(slot));
}

/** The selector beside a patch in line. */
function patchTarget({ view: { outer } }: ReferenceSlot): ManifestNode | undefined {
  const [, key, index] = /^(patches|patchesJson6902)\[(\d+)\]\.patch$/.exec(outer?.at ?? '') ?? [];
  if (outer === undefined || key === undefined) return undefined;
  const patches = outer.view.documents.flatMap(({ root }) => [...nodesAt(root, [key, '[]'])]);
  return nodeAt(patches[Number(index)]?.node, 'target');
}

/** Whether both selectors say a plain kind or name, and not the same one. */
export function isOfAnother(select: ManifestNode | undefined, patch: ManifestNode | undefined): boolean {
  return ['kind', 'name'].some((key) => {
    const texts = [textAt(select, key) ?? '', textAt(patch, key) ?? ''];
    return texts[0] !== texts[1] && texts.every((text) => /^[\w-]+$/.test(text));
  });
}

/** The operation's path, whose value the slot is. */
function pointerOf(slot: ReferenceSlot): readonly string[] | undefined {
  const values = new Set<unknown>(nodesOf(slot));
  const items = slot.view.documents.flatMap(({ root }) => [...nodesAt(root, ['[]'])]);
  const item = items.find(({ node }) => values.has(nodeAt(node, 'value')));
  return textAt(item?.node, 'path')?.split('/').slice(1);
}

function isSameField(pointer: readonly string[], steps: readonly string[]): boolean {
  if (pointer.length !== steps.length) return false;
  return steps.every((step, index) => {
    const isAnyItem = step === '*' || step.startsWith('[');
    return isAnyItem ? /^(?:\d+|-)$/.test(pointer[index] ?? '') : step === pointer[index];
  });
}
