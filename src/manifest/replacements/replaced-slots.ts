import { tryParseReference } from '../../image/reference.ts';
import {
  declaredParts,
  type ReferenceSlot,
  type Span,
  spanText,
  type SplitSlot,
  type TakenVariable,
  type ValuesUnit,
} from '../view/reference-slot.ts';
import type { Match } from '../view/found.ts';
import type { SourceText } from '../view/source-text.ts';
import type { ReplacedImage } from './replaced-fields.ts';

/**
 * The slot with its tag alone to be written. Undefined where it has no tag, so that nothing is left to
 * write.
 */
export function withoutDigest(slot: ReferenceSlot): ReferenceSlot | undefined {
  const { tag } = declaredParts(slot);
  if (slot.shape === 'split') return slot.repository === undefined ? slot : inTagAlone(slot);
  const { value, ...base } = slot;
  if (tag === undefined) return undefined;
  const name = tryParseReference(spanText(value))?.spelling.length ?? 0;
  return {
    ...base,
    shape: 'split',
    registry: undefined,
    repository: { ...value, to: value.from + name },
    tag: { ...value, from: value.from + name + 1 },
    digest: undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
  };
}

/**
 * A Kustomize entry renders its digest behind the tag, where the replacement cuts; values keep theirs in a
 * key of its own.
 */
function inTagAlone(slot: SplitSlot): ReferenceSlot | undefined {
  if (slot.format === 'kustomize') {
    if (slot.tag === undefined) return undefined;
    return { ...slot, insertion: undefined };
  }
  return slot.tag === undefined && slot.digest === undefined ? undefined : slot;
}

/** What is left of a slot where variables decide a part of it. A default is written along. */
export function withoutVariables(slot: ReferenceSlot): ReferenceSlot | undefined {
  if (slot.shape === 'whole') return slot;
  const ownText = (span: Span | undefined): Span | undefined =>
    span === undefined || span.node.templated || spanText(span).includes('$') ? undefined : span;
  const [tag, digest] = [ownText(slot.tag), ownText(slot.digest)];
  if (tag === undefined && digest === undefined) return undefined;
  return { ...slot, tag, digest, insertion: undefined };
}

export function sourceSlot(
  { view, span, at }: SourceText,
  { part, variable }: ReplacedImage,
  match: Match,
): ReferenceSlot {
  return {
    shape: 'split',
    format: 'kustomize',
    view,
    at,
    merged: false,
    asserted: { by: 'name', name: match.image.name },
    registry: undefined,
    repository: undefined,
    tag: part === 'tag' ? span : undefined,
    digest: part === 'digest' ? span : undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
    unit: variable && part === 'tag' ? unitAround(variable) : undefined,
  };
}

/** It stands alone: no layer finds it, and what stands around the variable is a part of the tag. */
function unitAround({ name, around }: TakenVariable): ValuesUnit {
  return { group: '', path: `= ${name}`, prefixes: [], ownRegistry: undefined, part: 'tag', around };
}
