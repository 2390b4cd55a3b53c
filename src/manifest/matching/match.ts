import {
  canonicalRepository,
  type ImageReference,
  lastSegment,
  sameRepository,
  tryParseReference,
} from '../../image/reference.ts';
import type { DeclaredParts, Occurrence, SoughtImage } from '../plan.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import { folderOf } from '../text/repository-path.ts';
import {
  anchorSpan,
  type Assertion,
  type ReferenceSlot,
  declaredParts,
  isTemplated,
  referenceOf,
  spanText,
  type SplitSlot,
  withRegistry,
} from '../view/reference-slot.ts';
import type { Lookalike, Match } from '../view/found.ts';
import { locationOf, placeOf, spelled } from '../view/describe.ts';
import type { ScalarNode } from '../yaml/tree.ts';

/**
 * The slots of one image, and those that may be mistaken for it. Repositories that the caller knows by
 * name (`expected`) are never taken for lookalikes.
 */
export function matchImage(survey: FilesSurvey, image: SoughtImage, expected: readonly string[]): Match {
  const sought = tryParseReference(image.repository);
  const known = new Set(expected.map(canonicalText));
  const found: ReferenceSlot[] = [];
  const lookalikes: Lookalike[] = [];
  const renamings: Lookalike[] = [];
  for (const slot of survey.slots) {
    const likeness = sought && likenessOf(slot, { image, reference: sought, known });
    if (likeness === undefined) continue;
    if (likeness.kind === 'same') found.push(slot);
    else {
      const { kind, repository } = likeness;
      (kind === 'renaming' ? renamings : lookalikes).push({ slot, repository });
    }
  }
  const names = new Set(found.flatMap((slot) => slot.placeholder ?? []));
  const isPlaceholder = ({ slot }: Lookalike) => names.has(referenceOf(slot)?.spelling ?? '');
  const ownTags = new Set(found.flatMap(declaringNodes));
  const isRival = (lookalike: Lookalike) =>
    !isPlaceholder(lookalike) && !declaringNodes(lookalike.slot).some((node) => ownTags.has(node));
  const ownCharts = chartsOf(found);
  const isOtherChart = (slot: ReferenceSlot) => isAppVersion(slot) && !ownCharts.includes(slot);
  return {
    image,
    found: found.filter((slot) => !isOtherChart(slot)),
    otherCharts: found.filter(isOtherChart),
    lookalikes: lookalikes.filter(isRival),
    renamings,
    placeholders: lookalikes.filter(isPlaceholder).map(({ slot }) => slot),
  };
}

/** What a slot is to an image. */
type Likeness =
  { readonly kind: 'same' } | { readonly kind: 'lookalike' | 'renaming'; readonly repository: string };

interface Sought {
  readonly image: SoughtImage;
  readonly reference: ImageReference;
  /** Repositories that are known to be other images. */
  readonly known: ReadonlySet<string>;
}

function likenessOf(slot: ReferenceSlot, { image, reference: sought, known }: Sought): Likeness | undefined {
  if (slot.asserted !== undefined)
    return isAsserted(slot.asserted, image, canonicalRepository(sought)) ? { kind: 'same' } : undefined;
  const reference = referenceOf(slot) ?? referenceBeforeVariable(slot);
  const endsAlike = (repository: string) => lastSegment(repository) === lastSegment(sought.repository);
  if (reference === undefined) {
    const repository = slot.shape === 'split' ? nameWithVariables(slot) : '';
    return endsAlike(repository) ? { kind: 'lookalike', repository } : undefined;
  }
  if (sameRepository(reference, sought)) return { kind: 'same' };
  const replaces = isReplacement(slot, sought);
  if (!replaces && !endsAlike(reference.repository)) return undefined;
  const repository = isTemplated(slot) ? spelled(slot) : canonicalRepository(reference);
  // Another image that is known by name may stand in its place on purpose.
  if (replaces && (isBare(slot) || known.has(repository))) return { kind: 'renaming', repository };
  return known.has(repository) || slot.isHandedOn === true ? undefined : { kind: 'lookalike', repository };
}

/** What stands before the tag, where a variable decides a part of it. */
function nameWithVariables({ registry, repository, named }: SplitSlot): string {
  const name = named ?? (repository === undefined ? '' : spanText(repository));
  const whole = withRegistry(registry, name);
  return whole.includes('$') ? whole : '';
}

/** A Kustomize entry whose `name` is the image and whose `newName` is another repository. */
export function isReplacement({ placeholder }: ReferenceSlot, sought: ImageReference): boolean {
  if (placeholder?.includes(lastSegment(sought.repository)) !== true) return false;
  const replaced = tryParseReference(placeholder);
  return replaced !== undefined && sameRepository(replaced, sought);
}

/** Whether it leaves tag and digest to another place. */
export function isBare(slot: ReferenceSlot): boolean {
  const { tag, digest } = declaredParts(slot);
  return tag === undefined && digest === undefined;
}

/** Two names that share a tag, such as `name` and `repository` in one map, are one reference. */
function declaringNodes(slot: ReferenceSlot): readonly ScalarNode[] {
  if (slot.shape === 'whole') return [slot.value.node];
  return [slot.tag, slot.digest].flatMap((span) => span?.node ?? []);
}

/**
 * `ghcr.io/acme/api:${TAG}` names the image, and cannot be written. It is found all the same, so that it is
 * refused rather than overlooked.
 */
function referenceBeforeVariable(slot: ReferenceSlot): ImageReference | undefined {
  if (slot.shape !== 'whole') return undefined;
  const text = spanText(slot.value);
  const variable = text.indexOf('$');
  return variable === -1 ? undefined : tryParseReference(text.slice(0, variable).replace(/[:@]$/, ''));
}

/**
 * A chart's version follows the image that stands in the chart's folder. Where there is one chart alone, it
 * follows that image.
 */
function chartsOf(found: readonly ReferenceSlot[]): readonly ReferenceSlot[] {
  const charts = found.filter(isAppVersion);
  if (charts.length < 2) return charts;
  const holders = found.filter((slot) => !isAppVersion(slot)).map(({ view }) => view.file.path);
  return charts.filter(({ view: { file } }) => {
    const folder = folderOf(file.path);
    return holders.some((path) => path.startsWith(folder));
  });
}

/** The only place that the format of charts finds. */
function isAppVersion({ format }: ReferenceSlot): boolean {
  return format === 'chart';
}

function isAsserted(asserted: Assertion, image: SoughtImage, repository: string): boolean {
  return asserted.by === 'name' ? asserted.name === image.name : asserted.repository === repository;
}

/** A slot as people and other rooms know it: where it stands, and what it declares. */
export function occurrenceOf(slot: ReferenceSlot, image: string): Occurrence {
  const { format } = slot;
  const at = placeOf(slot);
  const occurrence = { image, location: locationOf(slot), format, at, declared: declaredAt(slot) };
  return slot.isHandedOn === true ? { ...occurrence, isHandedOn: true } : occurrence;
}

/** What a template writes has no parts yet; people are shown the template. */
function declaredAt(slot: ReferenceSlot): DeclaredParts {
  const { node } = anchorSpan(slot);
  if (!node.templated) return declaredParts(slot);
  return { tag: slot.view.text.slice(node.start, node.end), digest: undefined };
}

function canonicalText(repository: string): string {
  const reference = tryParseReference(repository);
  return reference === undefined ? repository : canonicalRepository(reference);
}
