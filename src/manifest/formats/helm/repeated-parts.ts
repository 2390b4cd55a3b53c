import { isDigest } from '../../../image/digest.ts';
import { canonicalRepository, type ImageReference, tryParseReference } from '../../../image/reference.ts';
import {
  prefixed,
  type ReferenceSlot,
  type Span,
  spanOf,
  spanText,
  type SplitSlot,
} from '../../view/reference-slot.ts';
import { type MapNode, type Path, pathText, type ScalarNode } from '../../yaml/tree.ts';
import { wholeSlot } from '../whole-reference.ts';
import type { ValuesOwner } from './value-groups.ts';
import { type NamingKey, siblingParts } from './value-keys.ts';

/** A whole reference under a key that names a repository, with the map that it stands in. */
interface VersionedKey extends ValuesOwner {
  /** How many steps of the path lead to the values. */
  readonly depth: number;
  readonly map: MapNode;
  readonly path: Path;
  readonly key: string;
  readonly node: ScalarNode;
  readonly naming: NamingKey;
  readonly merged: boolean;
}

/**
 *     image: ghcr.io/acme/app:v1
 *     digest: sha256:…
 *
 * A whole reference, and a digest or the same tag once more in a key beside it: each is a part of the image,
 * and none may stay behind.
 */
export function* versionedReference(found: VersionedKey): Generator<ReferenceSlot> {
  const { document, format, group, depth, map, path, key, node, naming, merged } = found;
  const value = spanOf(node);
  const layered = { group, path: pathText(path.slice(depth)), prefixes: naming.prefixes };
  const whole = { ...wholeSlot(document, format, { node, path: [...path, key], merged }), layered };
  const reference = tryParseReference(spanText(value));
  const parts = siblingParts(map, naming);
  const digest =
    parts.digest !== undefined && isDigest(prefixed(parts.digest.text.trim())) ? parts.digest : undefined;
  const tag = parts.tag?.text.trim() === reference?.tag ? parts.tag : undefined;
  if (reference === undefined || (digest === undefined && tag === undefined)) {
    yield whole;
    return;
  }
  const at = pathText(path.length === 0 ? [key] : path);
  const common = { ...whole, at, merged: merged || parts.merged, bareDigest: parts.bareDigest };
  if (digest === undefined || reference.digest !== undefined) yield whole;
  else yield { ...splitOf(common), ...spansIn(value, reference), digest: spanOf(digest) };
  const besides = reference.digest === undefined ? undefined : digest;
  if (tag === undefined && besides === undefined) return;
  yield {
    ...splitOf(common),
    asserted: { by: 'repository', repository: canonicalRepository(reference) },
    tag: tag && spanOf(tag),
    digest: besides && spanOf(besides),
  };
}

function splitOf(
  common: Pick<SplitSlot, 'format' | 'view' | 'at' | 'merged' | 'bareDigest' | 'layered'>,
): SplitSlot {
  const { format, view, at, merged, bareDigest, layered } = common;
  const parts = { registry: undefined, repository: undefined, tag: undefined, digest: undefined };
  return {
    shape: 'split',
    format,
    view,
    at,
    merged,
    ...parts,
    insertion: undefined,
    bareDigest,
    emptyTagIsDefault: false,
    ...(layered === undefined ? {} : { layered }),
  };
}

/** Where the name and the tag of a reference stand in its text. */
function spansIn(value: Span, { spelling }: ImageReference): Pick<SplitSlot, 'repository' | 'tag'> {
  const end = value.from + spelling.length;
  return { repository: { ...value, to: end }, tag: { ...value, from: end + 1 } };
}
