import {
  anchorSpan,
  declaredParts,
  spanText,
  splitTag,
  tagTextOf,
  type ReferenceSlot,
  type InsertionPoint,
  type Span,
  type SplitSlot,
  type WholeSlot,
} from '../view/reference-slot.ts';
import { tryParseReference } from '../../image/reference.ts';
import type { DeclaredParts, ImageChange } from '../plan.ts';
import type { View } from '../view/view.ts';
import type { NewEntry } from '../yaml/insert-entry.ts';
import { readsAsOtherThanString } from '../yaml/plain-scalar.ts';

/** One scalar's stretch that gets another text. */
interface SpanEdit {
  readonly span: Span;
  readonly text: string;
}

interface InsertionEdit {
  readonly point: InsertionPoint;
  readonly entries: readonly NewEntry[];
}

export type Writing =
  | {
      readonly kind: 'write';
      readonly edits: readonly SpanEdit[];
      readonly insertion: InsertionEdit | undefined;
      readonly becomes: DeclaredParts;
    }
  | {
      readonly kind: 'refuse';
      readonly span: Span;
      readonly reason: string;
      readonly hint: string;
      /** Nothing is declared here; another layer may declare it, and then this is no obstacle. */
      readonly undecided: boolean;
    };

export interface WritingOptions {
  /** Fill `tag: ""`, which hands the choice over from the chart's `appVersion`. */
  readonly fillEmptyTags: boolean;
}

/**
 * What to write at a slot so that it declares the change's digest. A digest that stands there is always
 * replaced, so that no stale one is left. Where none stands it is added, if the format has a place for it and
 * the change pins by digest. No edits mean that it declares the target already.
 */
export function writeReference(slot: ReferenceSlot, change: ImageChange, options: WritingOptions): Writing {
  return slot.shape === 'whole' ? writeWhole(slot, change) : writeSplit(slot, change, options);
}

function writeWhole(slot: WholeSlot, change: ImageChange): Writing {
  const { value } = slot;
  const text = spanText(value);
  const reference = tryParseReference(text);
  const digestOnly = reference?.digest !== undefined && reference.tag === undefined;
  const tag = digestOnly ? undefined : change.tag;
  const digest = change.pin === 'digest' || reference?.digest !== undefined ? change.digest : undefined;
  if (tag === undefined && digest === undefined) return withoutTag(value, change, reference?.tag);
  const becomes = { tag, digest };
  const name = (reference?.spelling ?? '').length;
  const suffix = (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
  if (text.slice(name) === suffix) return { kind: 'write', edits: [], insertion: undefined, becomes };
  const keepsColon = text[name] === ':' && suffix.startsWith(':') ? 1 : 0;
  const span = { ...value, from: value.from + name + keepsColon };
  return { kind: 'write', edits: [{ span, text: suffix.slice(keepsColon) }], insertion: undefined, becomes };
}

function writeSplit(slot: SplitSlot, change: ImageChange, options: WritingOptions): Writing {
  const { digest, insertion } = slot;
  const tagText = tagTextOf(slot);
  const [tagAlone, digestInTag] = splitTag(tagText);
  const digestText = digest === undefined ? '' : spanText(digest);
  if (digestInTag !== undefined && digest !== undefined && digestText !== '')
    return refuse(
      digest,
      'the digest stands both in the tag and in a key of its own',
      'Remove one of the two.',
    );
  if (tagAlone !== '' && change.tag === undefined) return withoutTag(anchorSpan(slot), change, tagAlone);
  const newTag = wantsTag(slot, tagAlone, options) ? change.tag : undefined;
  const pinsByDigest = change.pin === 'digest';
  const combines = digestInTag !== undefined || (slot.tagTakesDigest === true && pinsByDigest);
  const hasRoom = digest !== undefined || insertion !== undefined;
  const wantsDigest = !combines && (digestText !== '' || (pinsByDigest && hasRoom));
  const text = tagValue(tagText, newTag, combines, change);
  const tagParts = text === undefined ? NO_PARTS_WRITTEN : writeTag(slot, text);
  if (tagParts === undefined) return otherText(slot, text ?? '');
  const digestParts = wantsDigest ? writeDigest(slot, digestText, change) : NO_PARTS_WRITTEN;
  const isPinned = wantsDigest || combines;
  if (newTag === undefined && !isPinned) return nothingToWrite(slot, change);
  const entries = [...tagParts.entries, ...digestParts.entries];
  return {
    kind: 'write',
    edits: [...tagParts.edits, ...digestParts.edits],
    insertion: insertion === undefined || entries.length === 0 ? undefined : { point: insertion, entries },
    becomes: { tag: newTag, digest: isPinned ? change.digest : undefined },
  };
}

/** What is written of a part: over the text that is there, or as a key of its own where none is. */
interface WrittenParts {
  readonly edits: readonly SpanEdit[];
  readonly entries: readonly NewEntry[];
}

const NO_PARTS_WRITTEN: WrittenParts = { edits: [], entries: [] };

/** Undefined where the text around a variable is another than that of the tag. */
function writeTag(slot: SplitSlot, text: string): WrittenParts | undefined {
  const { tag, insertion } = slot;
  const written = withoutFixedText(slot, text);
  if (written === undefined) return undefined;
  if (tag !== undefined) {
    const stands = spanText(tag) === written && !readsAsNumber(slot.view, tag);
    return { edits: stands ? [] : [{ span: tag, text: written }], entries: [] };
  }
  const key = insertion?.tagKey;
  return { edits: [], entries: key === undefined ? [] : [{ key, value: text }] };
}

/**
 * `tag: 1.10` without quotes has the text of the tag, and Helm reads 1.1. To write the same text puts quotes
 * around it.
 */
function readsAsNumber({ language }: View, { node, from, to }: Span): boolean {
  const isWhole = from === 0 && to === node.text.length;
  return (
    language !== 'lines' &&
    node.style === 'plain' &&
    node.tag === undefined &&
    isWhole &&
    readsAsOtherThanString(node.text)
  );
}

function writeDigest(slot: SplitSlot, old: string, change: ImageChange): WrittenParts {
  const { digest, insertion } = slot;
  const text = digestSpelledAs(old, slot, change);
  if (digest !== undefined) return { edits: old === text ? [] : [{ span: digest, text }], entries: [] };
  return { edits: [], entries: insertion === undefined ? [] : [{ key: insertion.digestKey, value: text }] };
}

/** A reference by digest alone stays one; an empty tag is filled where nothing else would decide. */
function wantsTag(slot: SplitSlot, tagAlone: string, options: WritingOptions): boolean {
  if (tagAlone !== '') return true;
  return declaredParts(slot).digest === undefined && tagMayBeFilled(slot, options);
}

/**
 * `image: app:v${VERSION}` and the tag `v2`: the variable has to hold `2`. Undefined where the text around it
 * does not fit the tag.
 */
function withoutFixedText({ unit }: SplitSlot, text: string): string | undefined {
  const { before = '', after = '' } = unit?.part === 'tag' ? (unit.around ?? {}) : {};
  const fits = text.startsWith(before) && text.endsWith(after) && text.length > before.length + after.length;
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

function otherText(slot: SplitSlot, text: string): Writing {
  const { before = '', after = '' } = slot.unit?.around ?? {};
  return refuse(
    anchorSpan(slot),
    `the tag is written as "${before}…${after}", and ${text} is not`,
    'Let one variable decide all of the tag, or write the tag out.',
  );
}

/**
 * What a tag's key holds afterwards. A digest in it stays in it, and a tag before that only where there was
 * one.
 */
function tagValue(
  old: string,
  newTag: string | undefined,
  combines: boolean,
  change: ImageChange,
): string | undefined {
  const [, digest] = splitTag(old);
  if (newTag !== undefined) return combines ? `${newTag}@${change.digest}` : newTag;
  if (digest === undefined) return undefined;
  return old.startsWith('@') ? `@${change.digest}` : change.digest;
}

function tagMayBeFilled(slot: SplitSlot, options: WritingOptions): boolean {
  if (slot.tag === undefined) return slot.insertion?.tagKey !== undefined;
  const isNull = slot.tag.node.style === 'empty' || slot.tag.node.style === 'null';
  return !slot.emptyTagIsDefault || isNull || options.fillEmptyTags;
}

/** A key that holds the hexadecimal digits alone keeps them alone. */
function digestSpelledAs(old: string, slot: SplitSlot, change: ImageChange): string {
  const isBare = old === '' ? slot.bareDigest : /^[0-9a-f]{64}$/.test(old);
  return isBare ? change.digest.slice('sha256:'.length) : change.digest;
}

/** A change without a tag, where a tag would have to be written: over one that is there, or by `pin: tag`. */
function withoutTag(span: Span, change: ImageChange, held: string | undefined): Writing {
  const [what, orElse] =
    held === undefined
      ? ['the image is pinned by its tag', 'pin it by its digest']
      : ['it holds a tag', 'remove the tag here and write the digest'];
  return refuse(
    span,
    `${what}, and ${change.name} is promoted by its digest alone`,
    `Promote it with a tag too (repository:tag@${change.digest}), or ${orElse}.`,
  );
}

function nothingToWrite(slot: SplitSlot, change: ImageChange): Writing {
  if (change.tag === undefined && slot.insertion !== undefined)
    return withoutTag(anchorSpan(slot), change, undefined);
  if (slot.tag === undefined) {
    const { because, hint } = slot.undecided ?? NO_PARTS;
    return undecided(anchorSpan(slot), because, hint);
  }
  if (change.tag === undefined) {
    const hint = 'Promote it with a tag too, or add a "digest" key beside the empty tag.';
    return undecided(slot.tag, `the tag is empty, and ${change.name} is promoted by its digest alone`, hint);
  }
  return undecided(
    slot.tag,
    'the tag is empty, so the chart’s appVersion decides',
    'Write a first tag here, or a "digest" key beside it, or allow empty tags to be filled ("fill-empty-tag" of the image in waybill.yaml, --fill-empty-tags at a prompt).',
  );
}

const NO_PARTS = {
  because: 'there is neither a tag nor a digest beside the repository',
  hint: 'Add a "tag" or a "digest" key next to it.',
};

function refuse(span: Span, reason: string, hint: string): Writing {
  return { kind: 'refuse', span, reason, hint, undecided: false };
}

function undecided(span: Span, reason: string, hint: string): Writing {
  return { kind: 'refuse', span, reason, hint, undecided: true };
}
