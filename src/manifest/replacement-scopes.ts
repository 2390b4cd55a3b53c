import { objectsOf } from './formats/listed-objects.ts';
import { replacementFiles, type Replacement } from './formats/replacements.ts';
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
  const byFile = Map.groupBy(documents, ({ path }) => path);
  const scopes = new Map<Kustomized, readonly ManifestDocument[]>();
  const documentsIn = (one: Kustomized): readonly ManifestDocument[] => {
    const known = scopes.get(one) ?? [...one.files].flatMap((file) => byFile.get(file) ?? []);
    scopes.set(one, known);
    return known;
  };
  return replacements.flatMap((replacement) =>
    runnersOf(replacement.document, kustomized, byFile).map((runner) => {
      const seen = documentsIn(runner);
      const objects = seen.flatMap((document) =>
        [...objectsOf(document)].map(({ root }) => ({ view: document.view, root })),
      );
      return { replacement, files: runner.files, objects, sources: findSources(replacement, seen, objects) };
    }),
  );
}

type ByFile = ReadonlyMap<string, readonly ManifestDocument[]>;

/** The Kustomizations that run the replacements of a document. */
function runnersOf(
  document: ManifestDocument,
  kustomized: readonly Kustomized[],
  byFile: ByFile,
): readonly Kustomized[] {
  if (kustomize.recognises(document) && document.kind !== 'ReplacementTransformer')
    return kustomized.filter(({ path, files }) =>
      document.kind === 'Component'
        ? path !== document.path && files.has(document.path)
        : path === document.path,
    );
  const owners = kustomized.flatMap(({ files }) => [...files]).flatMap((file) => byFile.get(file) ?? []);
  const naming = new Set(owners.filter((owner) => names(owner, document)));
  return [...naming].flatMap((owner) => runnersOf(owner, kustomized, byFile));
}

function names(owner: ManifestDocument, { kind, path }: ManifestDocument): boolean {
  if (owner.path === path || !kustomize.recognises(owner)) return false;
  if (kind !== '') return owner.view.text.includes(path.slice(path.lastIndexOf('/') + 1));
  return replacementFiles(owner).some((file) => pathFrom(owner.path, file) === path);
}
