import { lookUp, textAt } from '../../yaml/merge.ts';
import { type ManifestNode, resolveAlias, type ResolvedNode } from '../../yaml/tree.ts';

/**
 * `spec.containers.[name=app].image`: the nodes at a field path of Kustomize. Keys and indexes stand between
 * dots. `*` is every item, `[name=app]` the items of which a key has this text. A dot behind a backslash or
 * in brackets belongs to the key.
 */
export function nodesAtFieldPath(root: ManifestNode | undefined, fieldPath: string): readonly ResolvedNode[] {
  return nodesAtSteps(root, fieldSteps(fieldPath));
}

/** The nodes at a field path that is taken apart into steps. */
export function nodesAtSteps(
  root: ManifestNode | undefined,
  steps: readonly string[],
): readonly ResolvedNode[] {
  let nodes: readonly ResolvedNode[] = [resolveAlias(root)].flatMap((node) => node ?? []);
  for (const step of steps) nodes = nodes.flatMap((node) => below(node, step));
  return nodes;
}

/** The steps of a field path, with their brackets. */
export function fieldSteps(fieldPath: string): readonly string[] {
  return [...fieldPath.matchAll(/(?:\[[^\]]*\]|\\.|[^.\\[])+/g)].map(([step]) =>
    step.replace(/\\(.)/g, '$1'),
  );
}

function below(node: ResolvedNode, step: string): readonly ResolvedNode[] {
  return children(node, step).flatMap((child) => resolveAlias(child) ?? []);
}

function children(node: ResolvedNode, step: string): readonly ManifestNode[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'map') {
    if (step === '*') return node.entries.map(({ value }) => value);
    const found = lookUp(node, step.replace(/^\[([^=]*)\]$/, '$1'));
    return found === undefined ? [] : [found.entry.value];
  }
  if (step === '*') return node.items;
  const match = /^\[([^=\]]*)=(.*)\]$/.exec(step);
  if (match === null) return node.items.slice(Number(step)).slice(0, /^\d+$/.test(step) ? 1 : 0);
  const [, key = '', text] = match;
  return node.items.filter((item) => {
    const resolved = resolveAlias(item);
    return key === '' ? resolved?.kind === 'scalar' && resolved.text === text : textAt(item, key) === text;
  });
}
