import { groupBy } from '../../errors/group-by.ts';
import { kustomize } from '../formats/kustomize/images.ts';
import {
  type PlacedObject,
  type Replacement,
  REPLACEMENT_TRANSFORMER as TRANSFORMER,
  replacementFiles,
} from '../formats/kustomize/replacements.ts';
import type { ViewDocument } from '../view/view.ts';
import { type Kustomized, pathFrom } from './kustomized-files.ts';
import type { SourceText } from '../view/source-text.ts';
import { objectsIn } from './placed-objects.ts';
import { findSources } from './sources.ts';

/** A replacement with what the Kustomization that runs it brings together. */
export interface ScopedReplacement {
  readonly replacement: Replacement;
  readonly files: ReadonlySet<string>;
  readonly objects: readonly PlacedObject[];
  /** Where the texts stand that it writes; none where no file that was looked at has one. */
  readonly sources: readonly SourceText[];
}

/**
 * Puts each replacement beside the objects that it can see: those of the Kustomization that it stands in, or
 * that names its file. A component sees what the Kustomizations around it bring together, so it counts once
 * for each of these.
 */
export function scopeReplacements(
  replacements: readonly Replacement[],
  kustomized: readonly Kustomized[],
  documents: readonly ViewDocument[],
): readonly ScopedReplacement[] {
  if (replacements.length === 0 || kustomized.length === 0) return [];
  const runners = createRunners(kustomized, documents);
  const byFile = groupBy(documents, ({ path }) => path);
  const scopes = new Map<Kustomized, { seen: readonly ViewDocument[]; objects: readonly PlacedObject[] }>();
  const scopeOf = (runner: Kustomized) => {
    const known = scopes.get(runner);
    if (known !== undefined) return known;
    const seen = [...runner.files].flatMap((file) => byFile.get(file) ?? []);
    const scope = { seen, objects: seen.flatMap(objectsIn) };
    scopes.set(runner, scope);
    return scope;
  };
  return replacements.flatMap((replacement) =>
    runners(replacement.document).map((runner) => {
      const { seen, objects } = scopeOf(runner);
      return { replacement, files: runner.files, objects, sources: findSources(replacement, seen, objects) };
    }),
  );
}

/** The Kustomizations that run the replacements of a document. */
function createRunners(
  kustomized: readonly Kustomized[],
  documents: readonly ViewDocument[],
): (document: ViewDocument) => readonly Kustomized[] {
  const owners = documents.filter(
    (document) => kustomize.recognises(document) && document.kind !== TRANSFORMER,
  );
  const known = new Set(owners);
  const byPath = groupBy(kustomized, ({ path }) => path);
  const byFile = new Map<string, ViewDocument[]>();
  for (const owner of owners) {
    const files = replacementFiles(owner).map((file) => pathFrom(owner.path, file));
    for (const file of files) byFile.set(file, [...(byFile.get(file) ?? []), owner]);
  }
  const ofOwner = ({ kind, path }: ViewDocument): readonly Kustomized[] => {
    const around = kustomized.filter((runner) => runner.path !== path && runner.files.has(path));
    return kind === 'Component' && around.length > 0 ? around : (byPath.get(path) ?? []);
  };
  return (document) => {
    if (known.has(document)) return ofOwner(document);
    if (document.view.outer !== undefined)
      return owners.filter(({ path }) => path === document.path).flatMap(ofOwner);
    const name = document.path.slice(document.path.lastIndexOf('/') + 1);
    const naming = document.kind === TRANSFORMER ? owners.filter(({ view }) => view.text.includes(name)) : [];
    return [...naming, ...(byFile.get(document.path) ?? [])].flatMap(ofOwner);
  };
}
