import type { Refusal } from '../plan.ts';
import { uneditable } from '../view/describe.ts';
import { locateInFile, type View } from '../view/view.ts';
import type { NewEntry } from '../yaml/insert-entry.ts';
import type { MapEntry, ScalarNode } from '../yaml/tree.ts';
import type { SlotEdit } from './plan-places.ts';

/** Why edits cannot be made, and which ones. */
export interface RefusedEdits {
  readonly refusal: Refusal;
  readonly edits: readonly SlotEdit[];
}

/** Two changes that meet in one scalar. Several images may write one text only if they write the same. */
export const MEETING = 'two changes meet in it';

/** The edits of a view that was edited, and whose text did not turn out as planned. */
export function refuseUnproven(view: View, edits: readonly SlotEdit[], unproven: string): RefusedEdits[] {
  const [first] = edits;
  if (first === undefined) return [];
  const refusal: Refusal = {
    code: 'EDIT_UNPROVEN',
    image: first.planned.image,
    message: `the edit of ${view.file.path} was planned and does not stand the proof: ${unproven}`,
    hint: 'Nothing was written. This is a bug in Waybill; open an issue with the lines around the reference.',
    location: first.planned.location,
  };
  return [{ refusal, edits }];
}

export function refuseScalar(
  view: View,
  node: ScalarNode,
  edits: readonly SlotEdit[],
  reason: string,
): RefusedEdits {
  const [first] = edits;
  if (first === undefined) throw new TypeError('a scalar changes for at least one edit');
  const span = { node, from: 0, to: 0 };
  const refusal = uneditable(first.planned.image, first.slot, {
    span,
    reason,
    hint: hintFor(node, first, reason),
  });
  return { refusal: { ...refusal, location: locateInFile(view, node.start) }, edits };
}

function hintFor({ templated, tag }: ScalarNode, { planned: { image } }: SlotEdit, reason: string): string {
  if (reason === MEETING) return 'Give each image a value of its own, or promote them to the same tag.';
  if (templated)
    return `Mark the value that the template takes with "# waybill: ${image} tag" where it stands, and this line with "# waybill: ignore".`;
  if (tag !== undefined) return 'Write the value without the tag.';
  return 'Write the value as a plain or quoted scalar on one line.';
}

export function refuseInsertion(
  edits: readonly SlotEdit[],
  after: MapEntry,
  entries: readonly NewEntry[],
  reason: string,
): RefusedEdits {
  const [first] = edits;
  if (first === undefined) throw new TypeError('a key is added for at least one edit');
  const keys = entries.map((entry) => `"${entry.key}"`).join(' and ');
  const { slot, planned } = first;
  const refusal: Refusal = {
    code: 'REFERENCE_UNEDITABLE',
    image: planned.image,
    message: `${keys} cannot be added at ${slot.at} in ${slot.view.file.path}: ${reason}`,
    hint:
      reason === MEETING
        ? 'Give each image an entry of its own, or pin both in the same way.'
        : `Add ${keys} by hand once; from then on the value is edited in place.`,
    location: locateInFile(slot.view, after.keyNode.start),
  };
  return { refusal, edits };
}
