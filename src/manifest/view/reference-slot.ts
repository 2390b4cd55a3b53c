import { isDigest } from '../../image/digest.ts';
import { type ImageReference, tryParseReference } from '../../image/reference.ts';
import type { DeclaredParts } from '../plan.ts';
import type { DocumentTree, MapEntry, MapNode, ScalarNode } from '../yaml/tree.ts';
import type { Span, TakenVariable } from './source-text.ts';
import type { View } from './view.ts';

export type { Span, TakenVariable } from './source-text.ts';

/** Which image a place is, by its name in `waybill.yaml` or by its repository in canonical form. */
export type Assertion =
  { readonly by: 'name'; readonly name: string } | { readonly by: 'repository'; readonly repository: string };

/**
 * Where a reference stands among values, so that layers of it are found. Values at one path of one group
 * (`HelmRelease podinfo`) are one image, over all files that set them.
 */
export interface ValuesUnit {
  readonly group: string;
  readonly path: string;
  readonly prefixes: readonly string[];
  /** The repository's own registry, before a global one takes its place. */
  readonly ownRegistry: string | undefined;
  /** The part that a variable of this path holds. Without it a layer says so itself. */
  readonly part?: 'tag' | 'digest';
  /** A `version` in another layer of it is its tag: a repository has none beside it that is called so. */
  readonly takesVersion?: boolean;
  /** Fixed text around a variable that belongs to the part: `-alpine` in `${TAG}-alpine`. */
  readonly around?: { readonly before: string; readonly after: string };
}

interface SlotBase {
  readonly format: string;
  readonly at: string;
  readonly view: View;
  /** A merge key brings a part of it. */
  readonly merged: boolean;
  /** The name that stands for it in other files (`name` beside Kustomize's `newName`). */
  readonly placeholder?: string | undefined;
  /** It is a value that is handed to a program: it moves with the image, and declares nothing. */
  readonly isHandedOn?: boolean;
  /** Why it must not be written, where its format knows. */
  readonly obstacle?: { readonly reason: string; readonly hint: string } | undefined;
  /** Scalars that name the image as well and stay as they are. */
  readonly also?: readonly ScalarNode[];
  /**
   * Scalars of it that a marker points at, too. What a marker says is meant, also where an anchor is shared.
   */
  readonly marked?: readonly ScalarNode[];
  /** Set where a marker or a layer says which image it is, whatever the text reads. */
  readonly asserted?: Assertion | undefined;
  /** Variables that decide its tag and its digest, as far as files say what they stand for. */
  readonly takes?: readonly TakenVariable[];
  /** Where the same image may be set in another layer. */
  readonly unit?: ValuesUnit | undefined;
  /** Where a digest in another layer would count for a reference in one piece. */
  readonly layered?: Pick<ValuesUnit, 'group' | 'path' | 'prefixes'>;
}

/** A reference in one piece. */
export interface WholeSlot extends SlotBase {
  readonly shape: 'whole';
  readonly value: Span;
}

/** Where missing keys of a split reference go. */
export interface InsertionPoint {
  readonly map: MapNode;
  readonly after: MapEntry;
  /** Undefined where a tag would not count. */
  readonly tagKey: string | undefined;
  readonly digestKey: string;
}

/** A reference over several keys. */
export interface SplitSlot extends SlotBase {
  readonly shape: 'split';
  /** The registry's text where it stands apart; it may come from another place (`global.imageRegistry`). */
  readonly registry: string | undefined;
  /** The registry for people, where a template writes it. */
  readonly registryAsWritten?: string | undefined;
  /** Undefined where only a marker or another layer names it. */
  readonly repository: Span | undefined;
  /**
   * What the repository's text comes to where variables stand in it. Those without a value are still there.
   */
  readonly named?: string;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
  /** Set for formats whose reader accepts a `digest` key that is not there yet. */
  readonly insertion: InsertionPoint | undefined;
  /** The digest's key takes the hexadecimal digits alone. */
  readonly bareDigest: boolean;
  /** The digest may stand behind the tag in one text, as in a whole reference. */
  readonly tagTakesDigest?: boolean;
  /** An empty tag means that the chart's `appVersion` decides. To fill it is a decision of its own. */
  readonly emptyTagIsDefault: boolean;
  /** It is a layer that takes away the tag below it, and sets nothing in its place. */
  readonly takesTagAway?: boolean;
  /** `image: ghcr.io/acme/app` and nothing beside it: it runs whatever `latest` is. */
  readonly isBareImage?: boolean;
  /** Why there is no tag or digest to write and what gives it one, where that is known. */
  readonly undecided?: { readonly because: string; readonly hint: string };
}

export type ReferenceSlot = WholeSlot | SplitSlot;

/** The whole text of a scalar, without blanks and line breaks around it. */
export function spanOf(node: ScalarNode): Span {
  const from = node.text.length - node.text.trimStart().length;
  return { node, from, to: Math.max(from, node.text.trimEnd().length) };
}

export function spanText(span: Span): string {
  return span.node.text.slice(span.from, span.to);
}

/**
 * The image that a slot names, with the tag and digest of a whole reference. Undefined where it names
 * none.
 */
export function referenceOf(slot: ReferenceSlot): ImageReference | undefined {
  // Each of hundreds of images asks each slot of a file.
  const known = references.get(slot);
  if (known !== undefined) return known.reference;
  const reference = readReference(slot);
  references.set(slot, { reference });
  return reference;
}

const references = new WeakMap<ReferenceSlot, { readonly reference: ImageReference | undefined }>();

function readReference(slot: ReferenceSlot): ImageReference | undefined {
  if (slot.shape === 'whole') return tryParseReference(spanText(slot.value));
  const { registry } = slot;
  if (slot.repository === undefined) return undefined;
  const repository = slot.named ?? spanText(slot.repository);
  const reference = tryParseReference(withRegistry(registry, repository));
  return reference?.tag === undefined && reference?.digest === undefined ? reference : undefined;
}

/** Some charts want the slash between the two in the registry's value. */
export function withRegistry(registry: string | undefined, repository: string): string {
  return registry === undefined || registry === ''
    ? repository
    : `${registry.replace(/\/$/, '')}/${repository}`;
}

/** Tag and digest as they stand. A tag value `v1@sha256:…`, or one that is a digest, is taken apart. */
export function declaredParts(slot: ReferenceSlot): DeclaredParts {
  if (slot.shape === 'whole') {
    const reference = referenceOf(slot);
    return { tag: reference?.tag, digest: reference?.digest };
  }
  const [tag, tagDigest] = slot.tag === undefined ? [] : splitTag(tagTextOf(slot));
  const digest = slot.digest === undefined ? '' : prefixed(spanText(slot.digest));
  return { tag: tag === '' ? undefined : tag, digest: digest === '' ? tagDigest : digest };
}

/** The tag's text with what stands fixed around a variable. Empty where there is no tag. */
export function tagTextOf({ tag, unit }: SplitSlot): string {
  const text = tag === undefined ? '' : spanText(tag);
  const { before = '', after = '' } = unit?.part === 'tag' ? (unit.around ?? {}) : {};
  return text === '' ? '' : `${before}${text}${after}`;
}

/** `v1@sha256:…` as a tag and a digest. `sha256:…` and `@sha256:…` hold no tag. */
export function splitTag(text: string): [tag: string, digest: string | undefined] {
  if (isDigest(text)) return ['', text];
  const at = text.indexOf('@');
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Some charts write the digest's hexadecimal digits alone (`sha: 0123…`). */
export function prefixed(digest: string): string {
  return /^[0-9a-f]{64}$/.test(digest) ? `sha256:${digest}` : digest;
}

/** The scalar that a message about the slot points to. */
export function anchorSpan(slot: ReferenceSlot): Span {
  if (slot.shape === 'whole') return slot.value;
  const span = slot.tag ?? slot.digest ?? slot.repository;
  if (span === undefined) throw new TypeError('a split slot has at least one part');
  return span;
}

/** The document that a slot stands in, and those that this one is nested in. */
export function documentsAround(slot: ReferenceSlot): readonly { view: View; document: DocumentTree }[] {
  const around: { view: View; document: DocumentTree }[] = [];
  let place: { view: View; node: ScalarNode } | undefined = {
    view: slot.view,
    node: anchorSpan(slot).node,
  };
  while (place !== undefined) {
    const { view, node }: { view: View; node: ScalarNode } = place;
    const document = view.documents.find(({ root }) => root.start <= node.start && node.start <= root.end);
    if (document !== undefined) around.push({ view, document });
    place = view.outer;
  }
  return around;
}

/** The scalars that a slot is made of. */
export function nodesOf(slot: ReferenceSlot): readonly ScalarNode[] {
  if (slot.shape === 'whole') return [slot.value.node];
  return [slot.repository, slot.tag, slot.digest].flatMap((span) => span?.node ?? []);
}

/** Whether a template writes the name of the image, or a part of it. */
export function isTemplated(slot: ReferenceSlot): boolean {
  if (slot.shape === 'split' && slot.registryAsWritten !== undefined) return true;
  const span = slot.shape === 'whole' ? slot.value : slot.repository;
  return span?.node.templated === true;
}
