import { type Document, isAlias, isMap, isNode, isScalar, visit, type YAMLMap } from 'yaml';
import type { Hazard } from './place.ts';

/** A place that uses an anchor: the map around it and its key there. */
export interface AliasUser {
  readonly key: string;
  readonly map: YAMLMap | undefined;
}

/** Who uses each anchor of a document. */
export function aliasUsers(document: Document.Parsed): ReadonlyMap<string, readonly AliasUser[]> {
  const users = new Map<string, AliasUser[]>();
  visit(document, {
    Alias(_, alias, ancestors) {
      const pair = ancestors.findLast((ancestor) => 'key' in ancestor);
      const map = ancestors.findLast((ancestor) => isMap(ancestor));
      const key = pair !== undefined && 'key' in pair && isScalar(pair.key) ? String(pair.key.value) : '';
      users.set(alias.source, [
        ...(users.get(alias.source) ?? []),
        { key, map: isMap(map) ? map : undefined },
      ]);
    },
  });
  return users;
}

/**
 * An anchored value is shared where somebody uses it as something else than an image: a merge that brings
 * another repository over it, or a scalar under a key of another name.
 */
export function aliasHazard(
  users: ReadonlyMap<string, readonly AliasUser[]>,
  node: unknown,
): Hazard | undefined {
  if (!isNode(node) || isAlias(node) || !('anchor' in node) || typeof node.anchor !== 'string')
    return undefined;
  const shared = (users.get(node.anchor) ?? []).some(({ key, map }) => {
    if (key === '<<')
      return map !== undefined && ['repository', 'image', 'name'].some((name) => map.has(name));
    return isScalar(node) && !/image/i.test(key);
  });
  return shared ? 'an anchor shares it with something else' : undefined;
}

/** Keys that stand more than once in a map. */
export function doubleKeys(map: YAMLMap): ReadonlySet<string> {
  const names = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  return new Set(names.filter((name, index) => name !== '<<' && names.indexOf(name) !== index));
}
