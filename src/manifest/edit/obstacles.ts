import type { ImageChange, Refusal } from '../plan.ts';
import { anchorSpan, type ReferenceSlot, spanText } from '../view/reference-slot.ts';
import { uneditable, writtenText } from '../view/describe.ts';
import { sealOf } from './seals.ts';
import type { Writing } from './write-reference.ts';

/** A writing that is no refusal. */
export type Written = Extract<Writing, { kind: 'write' }>;

/**
 * It is clear what to write, and it cannot be written: a variable decides a part, a merge key brings the
 * value, or the text stands in a quoted string.
 */
export function obstacleTo(slot: ReferenceSlot, writing: Written, change: ImageChange): Refusal | undefined {
  const seal = sealOf(slot, anchorSpan(slot));
  if (seal !== undefined) return uneditable(change.name, slot, seal);
  if (slot.marked !== undefined) return undefined;
  const variable = writing.edits.find((edit) => spanText(edit.span).includes('$'));
  if (variable !== undefined) {
    return uneditable(change.name, slot, {
      span: variable.span,
      reason: `a variable decides part of it (${writtenText(slot.view, variable.span)})`,
      hint: `Write the value out here, or mark the variable's value with "# waybill: ${change.name} tag" where it is set, and this line with "# waybill: ignore".`,
    });
  }
  const span = anchorSpan(slot);
  if (slot.obstacle !== undefined) {
    const { reason, hint } = slot.obstacle;
    return uneditable(change.name, slot, { span, reason, hint });
  }
  // What a merge key brings is written where all who read it are the image: the check on sharing sees to it.
  if (slot.merged && writing.insertion !== undefined) {
    return uneditable(change.name, slot, {
      span,
      reason: 'a merge key ("<<") brings it, and others may merge the same map',
      hint: 'Write the reference out where it is used, or mark the scalar in the anchored map with a "# waybill:" comment.',
    });
  }
  const { outer, language } = slot.view;
  if (outer === undefined || language !== 'yaml' || outer.node.style === 'literal') return undefined;
  return uneditable(change.name, slot, {
    span,
    reason: 'it is YAML inside a quoted or folded string',
    hint:
      outer.view.language === 'json'
        ? 'JSON has no block of text that it could stand in: keep this object as YAML, with a literal block ("|").'
        : 'Write the inner YAML as a literal block ("|").',
  });
}
