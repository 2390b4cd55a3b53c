import { spanOf, type Span } from '../../view/candidate.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { effectiveEntries } from '../../yaml/merge.ts';
import { pathText, resolveAlias, type MapNode, type Path } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { LayerPart } from '../format.ts';
import { isBareDigestKey, keyRole } from './value-keys.ts';

/** The tags, digests and registries in the values at `root`, each with the path and prefix by which it finds its repository; the root stands `below` a path of the values. */
export function* findLayerParts(
  document: ManifestDocument,
  format: string,
  root: ManifestDocument['root'],
  at: Path,
  group: string,
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
      };
    }
  }
}

interface Parts {
  readonly key: string;
  readonly merged: boolean;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
  readonly registry: string | undefined;
  readonly bareDigest: boolean;
}

/** A map's tags, digests and registries, those of one prefix together. */
function partsOf(map: MapNode): ReadonlyMap<string, Parts> {
  const byPrefix = new Map<string, Parts>();
  for (const { entry, merged } of effectiveEntries(map)) {
    const { key } = entry;
    const role = key === undefined ? undefined : keyRole(key);
    const value = resolveAlias(entry.value);
    if (key === undefined || role === undefined || role.part === 'repository' || value?.kind !== 'scalar')
      continue;
    const known = byPrefix.get(role.prefix);
    byPrefix.set(role.prefix, {
      key: known?.key ?? key,
      merged: merged || known?.merged === true,
      tag: known?.tag ?? (role.part === 'tag' ? spanOf(value) : undefined),
      digest: known?.digest ?? (role.part === 'digest' ? spanOf(value) : undefined),
      registry: known?.registry ?? (role.part === 'registry' ? value.text.trim() : undefined),
      bareDigest: known?.bareDigest === true || isBareDigestKey(key),
    });
  }
  return byPrefix;
}
