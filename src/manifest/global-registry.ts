import { spanText, type Candidate } from './candidate.ts';
import { effectiveRegistry } from './formats/helm-values.ts';
import type { ManifestDocument } from './view.ts';
import { textAt } from './yaml/merge.ts';

interface GlobalRegistry {
  readonly folder: string;
  readonly path: string;
  readonly registry: string;
}

/**
 * Puts `global.imageRegistry` of one values file before the repositories of the others: of the same folder when one
 * stands there, otherwise the only one that the values agree on.
 */
export function applyGlobalRegistries(
  candidates: readonly Candidate[],
  documents: readonly ManifestDocument[],
): readonly Candidate[] {
  const globals = documents.flatMap((document): GlobalRegistry[] => {
    const registry = document.kind === '' ? (textAt(document.root, 'global', 'imageRegistry') ?? '') : '';
    return registry === '' ? [] : [{ folder: folderOf(document.path), path: document.path, registry }];
  });
  if (globals.length === 0) return candidates;
  return candidates.map((candidate) => {
    if (candidate.shape !== 'split' || candidate.repository === undefined) return candidate;
    if (candidate.unit?.group !== 'values') return candidate;
    const global = registryFor(candidate.view.file.path, globals);
    if (global === undefined) return candidate;
    const repository = spanText(candidate.repository);
    return { ...candidate, registry: effectiveRegistry(repository, candidate.unit.ownRegistry, global) };
  });
}

function registryFor(path: string, globals: readonly GlobalRegistry[]): string | undefined {
  const own = globals.find((global) => global.path === path);
  if (own !== undefined) return own.registry;
  const inFolder = globals.filter((global) => global.folder === folderOf(path));
  const registries = new Set((inFolder.length > 0 ? inFolder : globals).map((global) => global.registry));
  return registries.size === 1 ? [...registries][0] : undefined;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
