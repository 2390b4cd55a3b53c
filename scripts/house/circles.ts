import type { ImportGraph } from './import-graph.ts';

/**
 * The shortest way from `start` back to `end`, with both of them; undefined if there is none. When `a`
 * imports `b`, the way from `b` to `a` is the rest of a circle.
 */
export function wayBetween(graph: ImportGraph, start: string, end: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === end) return wayTo(end, cameFrom);
    for (const { to } of graph.imports.get(file) ?? []) if (!cameFrom.has(to)) cameFrom.set(to, file);
  }
  return undefined;
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
  const way: string[] = [];
  for (let file: string | undefined = end; file !== undefined; file = cameFrom.get(file)) way.unshift(file);
  return way;
}
