import { tryParseReference } from '../../image/reference.ts';
import { spanText, type ReferenceSlot, type Span, type SplitSlot } from '../view/reference-slot.ts';
import { stretchIn, type Stretch } from '../formats/kustomize/replacements.ts';
import type { ManifestNode } from '../yaml/tree.ts';

/** What a replacement decides of an image. */
export type ReplacedPart = 'reference' | 'tag' | 'digest';

/** Which part of a slot a stretch of one of its scalars is; of a Kustomize entry, of what it renders. */
export function partAt(
  slot: ReferenceSlot,
  node: ManifestNode | undefined,
  target: Stretch,
): ReplacedPart | 'repository' | undefined {
  if (slot.shape === 'whole') return partOfText(spanText(slot.value), target);
  if (node === undefined) return partOfText(rendered(slot), target);
  if (node === slot.repository?.node) return 'repository';
  const part = node === slot.digest?.node ? 'digest' : 'tag';
  if (target.delimiter === '') return part;
  const written = (slot[part]?.node.text ?? '').trim();
  const text = part === 'tag' ? `a:${written}` : `a@${written}`;
  const span = stretchIn(written, target);
  return span === undefined ? undefined : partOfRange(text, span.from + 2, span.to + 2);
}

function rendered({ repository, tag, digest }: SplitSlot): string {
  const text = (span: Span | undefined, before: string): string =>
    span === undefined || spanText(span) === '' ? '' : `${before}${spanText(span)}`;
  return `${text(repository, '')}${text(tag, ':') || ':_'}${text(digest, '@')}`;
}

function partOfText(text: string, target: Stretch): ReplacedPart | 'repository' | undefined {
  if (target.delimiter === '') return 'reference';
  const span = stretchIn(text, target);
  return span === undefined ? added(text, target) : partOfRange(text, span.from, span.to);
}

/** What stands behind the last delimiter that is there is added with one more. */
function added(text: string, { delimiter, index }: Stretch): ReplacedPart | 'repository' | undefined {
  if (index < 0) return 'repository';
  const reference = tryParseReference(text);
  if (delimiter === '@' && reference?.digest === undefined) return 'digest';
  return delimiter === ':' && reference?.tag === undefined && reference?.digest === undefined
    ? 'tag'
    : undefined;
}

function partOfRange(text: string, from: number, to: number): ReplacedPart | 'repository' | undefined {
  const name = (tryParseReference(text)?.spelling ?? text).length;
  if (to <= name) return 'repository';
  if (text[from - 1] === '@' && to === text.length) return 'digest';
  return from === name + 1 && text[name] === ':' && to === text.length && !text.slice(from).includes('@')
    ? 'tag'
    : undefined;
}
