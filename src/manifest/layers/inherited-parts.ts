import { basesAbove, type ValuesBase, type Links, type RepositoryIndex } from './bases-beneath.ts';
import { spanText, type ReferenceSlot, type Span } from '../view/reference-slot.ts';
import type { LayerPart } from '../formats/format.ts';

/**
 * A sub-chart has `repository: web` and `tag: v1`; its parent puts `repository: api` there and no tag. Then
 * `v1` counts for `api`, too. This is such a tag or digest.
 */
interface InheritedParts {
  readonly base: ValuesBase;
  readonly above: readonly ValuesBase[];
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
}

/** All repositories in values, and which of them are the image's. */
interface BasesOfImages {
  readonly bases: readonly ValuesBase[];
  readonly ours: ReadonlySet<ReferenceSlot>;
  /** Places of images that go to the same tag in the same plan. */
  readonly alongside: ReadonlySet<ReferenceSlot>;
}

/**
 * Where no layer sets a part, one of our repositories takes it from a sub-chart's, or another repository
 * takes it from ours. Writing it, or leaving it, changes the wrong image. A tag that ours would take is not
 * among them: a repository without any is refused for itself.
 */
export function* inheritedParts(
  { bases, ours, alongside }: BasesOfImages,
  index: RepositoryIndex,
  links: Links,
  layers: readonly LayerPart[],
): Generator<InheritedParts> {
  for (const base of bases) {
    if (!isSet(base.tag) && !isSet(base.digest)) continue;
    const isOurs = ours.has(base);
    if (base.marked !== undefined) continue;
    const others = basesAbove(base, index, links).filter(
      (other) => ours.has(other) !== isOurs && other !== base,
    );
    const takes = (part: 'tag' | 'digest', above: ValuesBase): boolean =>
      isSet(base[part]) && above[part] === undefined && !layers.some((layer) => sets(layer, part, above));
    const tags = isOurs ? others.filter((other) => !alongside.has(other) && takes('tag', other)) : [];
    const digests = others.filter((other) => takes('digest', other));
    const above = [...new Set([...tags, ...digests])];
    if (above.length === 0) continue;
    const tag = tags.length > 0 ? base.tag : undefined;
    yield { base, above, tag, digest: digests.length > 0 ? base.digest : undefined };
  }
}

function isSet(span: Span | undefined): boolean {
  return span !== undefined && spanText(span) !== '';
}

function sets(layer: LayerPart, part: 'tag' | 'digest', { unit }: ValuesBase): boolean {
  if (layer.isVersion === true && unit.takesVersion !== true) return false;
  return isSet(layer[part]) && layer.path === unit.path && unit.prefixes.includes(layer.prefix);
}
