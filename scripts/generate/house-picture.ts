import type { ImportGraph } from '../house/import-graph.ts';
import { ROOMS, type RoomKind, roomOf } from '../house/rooms.ts';

const FLOORS: readonly (readonly [kind: RoomKind, title: string])[] = [
  ['composes', 'compose'],
  ['coordinates', 'coordinate'],
  ['acts', 'act'],
  ['decides', 'decide'],
];

/**
 * The rooms of src as a Mermaid picture, made from what the files import. `lanes` imports `image`, and the
 * way over `records` says it already: such an arrow is left out.
 */
export function housePicture(graph: ImportGraph): string {
  const arrows = roomArrows(graph);
  const drawn = [...arrows].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((over) => over !== to && reaches(arrows, over, to)))
      .sort(byPlace)
      .map((to) => `  ${from} --> ${to}`),
  );
  const floors = FLOORS.flatMap(([kind, title]) => {
    const rooms = ROOMS.filter((room) => room.kind === kind && arrows.has(room.name));
    return [`  subgraph ${title}`, ...rooms.map(({ name }) => `    ${name}`), '  end'];
  });
  return ['```mermaid', 'flowchart TD', ...floors, ...drawn, '```'].join('\n');
}

/** Which rooms each room imports, in the order of ROOMS. */
function roomArrows(graph: ImportGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const rooms = new Set(graph.files.flatMap((file) => roomOf(file)?.name ?? []));
  const arrows = new Map([...rooms].sort(byPlace).map((name) => [name, new Set<string>()] as const));
  for (const { from, to } of [...graph.imports.values()].flat()) {
    const source = roomOf(from);
    const target = roomOf(to);
    if (source !== undefined && target !== undefined && source !== target)
      arrows.get(source.name)?.add(target.name);
  }
  return arrows;
}

function byPlace(a: string, b: string): number {
  return placeOf(b) - placeOf(a);
}

function placeOf(name: string): number {
  return ROOMS.findIndex((room) => room.name === name);
}

function reaches(arrows: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const room of seen) for (const next of arrows.get(room) ?? []) seen.add(next);
  return seen.has(to);
}
