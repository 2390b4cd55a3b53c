import { AliasBomb, effectiveEntries } from './merge.ts';
import { type ManifestNode, type Path, resolveAlias, type ResolvedNode } from './tree.ts';

/** A node as a reader of the document meets it: at this path, perhaps through an alias or a merge key. */
export interface Visit {
  readonly node: ResolvedNode;
  readonly path: Path;
  /** Some step of the path came through a merge key. */
  readonly merged: boolean;
}

/** Aliases can make a small file describe billions of nodes. Past this many a walk stops. */
const MOST_VISITS = 1_000_000;

/**
 * Every node of a document with aliases and merge keys applied, parents first. Throws `AliasBomb` where that
 * would be more nodes than any honest file describes. Callers turn it into a refusal of the file.
 */
export function* walk(root: ManifestNode): Generator<Visit, void> {
  const before = remembered.get(root);
  if (before !== undefined) {
    yield* before;
    return;
  }
  const visits: Visit[] = [];
  for (const visit of visitAll(root)) {
    if (visits.length <= MOST_REMEMBERED) visits.push(visit);
    yield visit;
  }
  if (visits.length <= MOST_REMEMBERED) remember(root, visits);
}

/**
 * Every format walks a document; those of a usual size are walked once. Only the last few are kept, because
 * the visits take more room than the document, and a plan may read ten thousand.
 */
const remembered = new Map<ManifestNode, readonly Visit[]>();
const MOST_REMEMBERED = 5_000;
const MOST_ROOTS = 8;

function remember(root: ManifestNode, visits: readonly Visit[]): void {
  const [oldest] = remembered.keys();
  if (oldest !== undefined && remembered.size >= MOST_ROOTS) remembered.delete(oldest);
  remembered.set(root, visits);
}

function* visitAll(root: ManifestNode): Generator<Visit, void> {
  const stack: Visit[] = [];
  push(stack, root, [], false);
  for (let visits = 0; ; visits += 1) {
    const visit = stack.pop();
    if (visit === undefined) return;
    if (visits > MOST_VISITS) throw new AliasBomb('aliases multiply beyond reason');
    yield visit;
    for (const child of childrenOf(visit).reverse()) stack.push(child);
  }
}

function childrenOf(visit: Visit): Visit[] {
  const children: Visit[] = [];
  const { node, path, merged } = visit;
  if (node.kind === 'seq') {
    for (const [index, item] of node.items.entries()) push(children, item, [...path, index], merged);
  }
  if (node.kind === 'map') {
    for (const { entry, merged: viaMerge } of effectiveEntries(node)) {
      push(children, entry.value, [...path, entry.key ?? '?'], merged || viaMerge);
    }
  }
  return children;
}

function push(list: Visit[], node: ManifestNode, path: Path, merged: boolean): void {
  const resolved = resolveAlias(node);
  if (resolved !== undefined) list.push({ node: resolved, path, merged });
}
