import { compileGlob, isReservedPath } from '../../config/globs.ts';
import type { EnvironmentPlace } from './environment-places.ts';

/** The places of one environment, and the files with images in each. */
export interface PlaceFiles {
  readonly place: EnvironmentPlace;
  readonly files: readonly string[];
}

/** What Flux itself writes there is no part of what people promote. */
const FLUX_FOLDER = 'flux-system';

/**
 * The patterns of one environment, and shorter ones that say the same for services that are still to come.
 */
export interface Patterns {
  readonly exact: readonly string[];
  readonly general: readonly string[];
}

/**
 * The patterns for the places of an environment: a folder with all that is in it, or a file. `all` are the
 * files of the whole tree.
 */
export function patternsOf(places: readonly PlaceFiles[], all: readonly string[]): Patterns {
  const exact = [...new Set(places.flatMap((place) => patternsOfPlace(place, all)))].sort();
  return { exact, general: generalised(exact) };
}

function patternsOfPlace({ place, files }: PlaceFiles, all: readonly string[]): readonly string[] {
  const path = escaped(place.path);
  if (!place.isFolder) return [path];
  if (!all.some((file) => file.startsWith(`${place.path}/${FLUX_FOLDER}/`))) return [`${path}/**`];
  return files.map((file) => {
    const [child = '', ...rest] = file.slice(place.path.length + 1).split('/');
    return rest.length === 0 ? `${path}/${escaped(child)}` : `${path}/${escaped(child)}/**`;
  });
}

/** A name with characters that a pattern would read is written so that it stands for itself. */
function escaped(path: string): string {
  return path.replace(/[*?[\]{}\\\p{Cc}]/gu, '?');
}

/**
 * `apps/api/overlays/dev/**` and `apps/web/overlays/dev/**` become one pattern. Patterns that differ in more
 * than one folder stay.
 */
function generalised(patterns: readonly string[]): readonly string[] {
  const byShape = new Map<string, readonly string[]>();
  const rest = new Set(patterns);
  for (const pattern of patterns)
    for (const shape of shapes(pattern)) byShape.set(shape, [...(byShape.get(shape) ?? []), pattern]);
  const general: string[] = [];
  const largest = [...byShape]
    .filter(([, alike]) => alike.length > 1)
    .sort(([shape, a], [other, b]) => b.length - a.length || other.length - shape.length);
  for (const [shape, alike] of largest) {
    if (!alike.every((pattern) => rest.has(pattern))) continue;
    for (const pattern of alike) rest.delete(pattern);
    general.push(shape);
  }
  return [...general, ...rest].sort();
}

/** The pattern with `*` in the place of one folder, or of the beginning of the file's name. */
function shapes(pattern: string): readonly string[] {
  const parts = pattern.split('/');
  return parts.flatMap((part, index) => {
    // Below the root stand things of every sort: a `*` there would take in what nobody looked at.
    if (index === 0 || part.includes('*')) return [];
    const isFile = index === parts.length - 1;
    const endings = isFile ? [...part.matchAll(/[-_.]/g)].map((match) => part.slice(match.index)) : [''];
    return endings.map((ending) =>
      [...parts.slice(0, index), `*${ending}`, ...parts.slice(index + 1)].join('/'),
    );
  });
}

/** Whether a path is among the files of the patterns. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map(compileGlob);
  return (path) => !isReservedPath(path) && tests.some((test) => test(path));
}
