import { isDigest } from '../../image/digest.ts';
import { isTag } from '../../image/reference.ts';
import type { Refusal } from '../plan.ts';
import { type ReferenceSlot, nodesOf, prefixed, spanText, splitTag } from '../view/reference-slot.ts';
import { locateSpan, locationOf, placeOf, spelled, writtenText } from '../view/describe.ts';
import type { Match } from '../view/found.ts';
import { locateInFile } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { renames, type ReplacedImage } from './replaced-fields.ts';
import type { SourceText } from '../view/source-text.ts';

/** The images that replacements meet: those that are found, and those of others. */
export interface ReplacementContext {
  readonly owners: ReadonlyMap<ScalarNode, readonly ReferenceSlot[]>;
  readonly found: readonly ReferenceSlot[];
  /** The fields of other images, by the texts that are written into them. */
  readonly others: ReadonlyMap<ScalarNode, readonly ReplacedImage[]>;
  readonly alongside: ReadonlySet<ReferenceSlot>;
}

/** Indexes what replacements write: a repository may have thousands of them. */
export function contextOf(
  fields: readonly ReplacedImage[],
  found: readonly ReferenceSlot[],
  slots: readonly ReferenceSlot[],
  alongside: ReadonlySet<ReferenceSlot>,
): ReplacementContext {
  const own = new Set(found);
  // A patch of the image writes over what stands in the same place of another file.
  const places = new Set(fields.flatMap((field) => (own.has(field.slot) ? (field.place ?? []) : [])));
  const foreign = fields.filter(
    ({ slot, place }) => !own.has(slot) && !(place !== undefined && places.has(place)),
  );
  return {
    owners: byNode([...found, ...slots.filter((slot) => !own.has(slot))], nodesOf),
    found,
    others: byNode(foreign, ({ sources }) => sources.map(({ span }) => span.node)),
    alongside,
  };
}

function byNode<T>(
  items: readonly T[],
  nodes: (item: T) => readonly ScalarNode[],
): ReadonlyMap<ScalarNode, readonly T[]> {
  const index = new Map<ScalarNode, T[]>();
  for (const item of items)
    for (const node of nodes(item)) index.set(node, [...(index.get(node) ?? []), item]);
  return index;
}

/** Why the text of a source cannot be changed along; undefined where it can, or where it changes anyway. */
export function replacementObstacle(
  { part, slot, isUnseen }: ReplacedImage,
  { view, span }: SourceText,
  own: readonly ReferenceSlot[],
  { owners, found, others, alongside }: ReplacementContext,
): string | undefined {
  const text = spanText(span);
  const shown = quoted(writtenText(view, span));
  const [owner] = own;
  if (owner?.asserted !== undefined) return undefined;
  if (part === undefined)
    return `it cuts ${quoted(spelled(slot))} where neither a tag nor a digest stands alone`;
  if (part === 'reference') return owner?.shape === 'whole' ? undefined : `that text is ${shown}`;
  if (part === 'tag' ? !holdsTag(text) : !isDigest(prefixed(text))) return `${shown} is no ${part}`;
  if (owner !== undefined) return undefined;
  if (isUnseen) return 'no file that is looked at says which image that is';
  const other = owners.get(span.node)?.[0];
  if (other !== undefined) return `that text is a part of another image (${spelled(other)})`;
  const beside = others
    .get(span.node)
    ?.find(
      (field) =>
        !found.some((entry) => renames(entry, field.slot)) &&
        !(part === 'tag' && field.part === 'tag' && alongside.has(field.slot)),
    );
  if (beside === undefined) return undefined;
  const { file, line } = locationOf(beside.slot);
  return `that text goes into another image, too: ${spelled(beside.slot)} (${file}:${line})`;
}

function holdsTag(text: string): boolean {
  const [tag, digest] = splitTag(text);
  return isTag(tag) && (digest === undefined || isDigest(digest));
}

/** Both places are shown: that of the image, and that of the text or of the replacement that takes it. */
export function replacementRefusal(
  { replacement, slot, part }: ReplacedImage,
  { image }: Match,
  source: SourceText | undefined,
  why: string,
): Refusal {
  const { view, node, at, fieldPath } = replacement;
  const { file, line } = locationOf(slot);
  const location =
    source === undefined ? locateInFile(view, node.start) : locateSpan(source.view, source.span);
  const from =
    source === undefined ? `${fieldPath} of its source` : `${source.at} (${location.file}:${location.line})`;
  const role = part === 'digest' ? 'digest' : 'tag';
  const written = part === 'reference' || part === undefined ? '' : `the ${part} of `;
  return {
    code: 'REFERENCE_UNEDITABLE',
    image: image.name,
    message: `${at} in ${view.file.path} puts ${from} in the place of ${written}${image.name} at ${placeOf(slot)} (${file}:${line}), and ${why}`,
    hint:
      source === undefined || part === undefined || part === 'reference'
        ? `Look at that replacement; mark its "fieldPath" with "# waybill: ignore" if it is to stay as it is${source === undefined ? `, and the text that it takes with "# waybill: ${image.name} ${role}"` : ''}.`
        : `Mark that text with "# waybill: ${image.name} ${role}" if it is to change along, or with "# waybill: ignore" if it is to stay.`,
    location,
  };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
