import { objectsOf } from './formats/listed-objects.ts';
import {
  replacementFiles,
  REPLACEMENT_TRANSFORMER as TRANSFORMER,
  type Replacement,
} from './formats/replacements.ts';
import { kustomize } from './formats/kustomize.ts';
import { pathFrom, type Kustomized } from './kustomized-files.ts';
import { findSources, type SourceText } from './replacement-sources.ts';
import type { ManifestDocument, View } from './view.ts';
import type { ManifestNode } from './yaml/tree.ts';

/** An object of a document, which may be a list of some. */
export interface PlacedObject {
  readonly view: View;
  readonly root: ManifestNode;
}

/** A replacement with what the Kustomization that runs it brings together. */
export interface ScopedReplacement {
  readonly replacement: Replacement;
  readonly files: ReadonlySet<string>;
  readonly objects: readonly PlacedObject[];
  /** Where the texts stand that it writes; none where no file that was looked at has one. */
  readonly sources: readonly SourceText[];
}

/**
 * Puts each replacement beside the objects that it can see: those of the Kustomization that it stands in or that names its file, and
 * for a component, which sees what the Kustomizations around it bring, those of each of these.
 */
export function scopeReplacements(
  replacements: readonly Replacement[],
  kustomized: readonly Kustomized[],
  documents: readonly ManifestDocument[],
): readonly ScopedReplacement[] {
  if (replacements.length === 0 || kustomized.length === 0) return [];
  const runners = createRunners(kustomized, documents);
  const byFile = Map.groupBy(documents, ({ path }) => path);
  const scopes = new Map<Kustomized, readonly ManifestDocument[]>();
  const documentsIn = (one: Kustomized): readonly ManifestDocument[] => {
    const known = scopes.get(one) ?? [...one.files].flatMap((file) => byFile.get(file) ?? []);
    scopes.set(one, known);
    return known;
  };
  return replacements.flatMap((replacement) =>
    runners(replacement.document).map((runner) => {
      const seen = documentsIn(runner);
      const objects = seen.flatMap((document) =>
        [...objectsOf(document)].map(({ root }) => ({ view: document.view, root })),
      );
      return { replacement, files: runner.files, objects, sources: findSources(replacement, seen, objects) };
    }),
  );
}

/** The Kustomizations that run the replacements of a document. */
function createRunners(
  kustomized: readonly Kustomized[],
  documents: readonly ManifestDocument[],
): (document: ManifestDocument) => readonly Kustomized[] {
  const owners = documents.filter((one) => kustomize.recognises(one) && one.kind !== TRANSFORMER);
  const known = new Set(owners);
  const byPath = Map.groupBy(kustomized, ({ path }) => path);
  const byFile = new Map<string, ManifestDocument[]>();
  for (const owner of owners) {
    const files = replacementFiles(owner).map((file) => pathFrom(owner.path, file));
    for (const file of files) byFile.set(file, [...(byFile.get(file) ?? []), owner]);
  }
  const ofOwner = ({ kind, path }: ManifestDocument): readonly Kustomized[] =>
    kind === 'Component'
      ? kustomized.filter((one) => one.path !== path && one.files.has(path))
      : (byPath.get(path) ?? []);
  return (document) => {
    if (known.has(document)) return ofOwner(document);
    const name = document.path.slice(document.path.lastIndexOf('/') + 1);
    const naming = document.kind === TRANSFORMER ? owners.filter(({ view }) => view.text.includes(name)) : [];
    return [...naming, ...(byFile.get(document.path) ?? [])].flatMap(ofOwner);
  };
}
