import { type Span, spanOf } from '../../view/reference-slot.ts';
import { effectiveEntries } from '../../yaml/merge.ts';
import { type ManifestNode, type MapNode, type Path, pathText, resolveAlias } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { LayerPart } from '../format.ts';
import type { ValuesOwner } from './value-groups.ts';
import { isBareDigestKey, isVersionKey, keyRole, mayBeTag } from './value-keys.ts';

/**
 * `image: { tag: v2 }` over another file with the repository: the tags, digests and registries in the values
 * at `root`. Each comes with the path and the prefix by which it finds its repository. `at` is the path of
 * `root` in the document, `below` its path in the values.
 */
export function* findValueLayers(
  { document, format, group }: ValuesOwner,
  root: ManifestNode,
  at: Path,
  below: Path = [],
): Generator<LayerPart> {
  for (const { node, path, merged } of walk(root)) {
    if (node.kind !== 'map') continue;
    for (const [prefix, parts] of partsOf(node)) {
      yield {
        format,
        view: document.view,
        at: pathText([...at, ...path, parts.key]),
        group,
        path: pathText([...below, ...path]),
        prefix,
        merged: merged || parts.merged,
        tag: parts.tag,
        digest: parts.digest,
        registry: parts.registry,
        bareDigest: parts.bareDigest,
        isVersion: parts.isVersion,
      };
    }
  }
}

interface PartsOfPrefix {
  readonly key: string;
  readonly merged: boolean;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
  readonly registry: string | undefined;
  readonly bareDigest: boolean;
  readonly isVersion: boolean;
}

/**
 * `apiTag` and `apiDigest` together, apart from `webTag`: what a map sets, by prefix. The first key of a part
 * counts, and a `version` only where there is no tag.
 */
function partsOf(map: MapNode): ReadonlyMap<string, PartsOfPrefix> {
  const byPrefix = new Map<string, PartsOfPrefix>();
  for (const { entry, merged } of effectiveEntries(map)) {
    const { key } = entry;
    const role = key === undefined ? undefined : keyRole(key);
    const value = resolveAlias(entry.value);
    if (key === undefined || role === undefined || role.part === 'repository' || value?.kind !== 'scalar')
      continue;
    const isVersion = isVersionKey(key);
    const before = byPrefix.get(role.prefix);
    if (isVersion && (!mayBeTag(value.text) || before?.tag !== undefined)) continue;
    const tag = role.part === 'tag' ? spanOf(value) : undefined;
    const tagBefore = before?.isVersion === true && tag !== undefined ? undefined : before?.tag;
    byPrefix.set(role.prefix, {
      key: before?.key ?? key,
      merged: merged || before?.merged === true,
      tag: tagBefore ?? tag,
      digest: before?.digest ?? (role.part === 'digest' ? spanOf(value) : undefined),
      registry: before?.registry ?? (role.part === 'registry' ? value.text.trim() : undefined),
      bareDigest: before?.bareDigest === true || isBareDigestKey(key),
      isVersion: tag === undefined ? before?.isVersion === true : isVersion,
    });
  }
  return byPrefix;
}
