import type { ReferenceSlot, Span } from '../view/reference-slot.ts';
import type { ViewDocument, NestedText, View } from '../view/view.ts';

/**
 * The formats room knows each shape in which a file names an image: a Kustomization, Helm values, a Compose
 * file. A format says what it recognises and where the parts of a reference are. How these are written is
 * common to all. A format knows nothing of layers across files, of markers, or of the image that is sought.
 *
 * To add a format:
 * 1. Write a file in the folder of its family. It exports one constant that satisfies `Format`. Its comment
 *    begins with an example of the YAML that it reads.
 * 2. Add a line to `all-formats.ts`.
 * 3. Add a folder of its name to `test/golden`, with at least two edits and a refusal.
 * 4. Add a row of its name to the table in `docs/shapes.md`. A test names what is missing.
 */
export interface Format {
  /** Its name in logs and in the documentation. */
  readonly name: string;
  /**
   * `kind`: the document says what it is, by its kind or its file name. `words`: only its keys suggest it.
   * Formats of words are asked where no format of a kind recognises the document. `any`: it is asked of every
   * document, after all others.
   */
  readonly certainty: 'kind' | 'words' | 'any';
  recognises(document: ViewDocument): boolean;
  /** The references in the document. */
  find(document: ViewDocument, options: FormatOptions): Iterable<ReferenceSlot>;
  /** Scalars of which the text is a document of its own. */
  nested?(document: ViewDocument): Iterable<NestedText>;
  /** Tags, digests and registries that may belong to a repository in another file. */
  layers?(document: ViewDocument): Iterable<LayerPart>;
  /** Which values the document lays over which. */
  stacks?(document: ViewDocument): Iterable<ValuesStack>;
  /** What a chart is made of. */
  dependencies?(document: ViewDocument): Iterable<ChartDependency>;
}

/** What the owner adds to what formats know. */
export interface FormatOptions {
  readonly customResources: readonly CustomResource[];
  /** The image whose tag a chart's `appVersion` follows. */
  readonly appVersionOf: string | undefined;
  /** The names and repositories of all images there are, or empty where nobody has listed them. */
  readonly names: readonly string[];
}

/** A kind and the paths in it that hold references: `spec.template.image`, `spec.steps[].image`. */
export interface CustomResource {
  readonly kind: string;
  readonly paths: readonly string[];
}

/** `image: { tag: v2 }`: a tag, digest or registry at a path where another layer may hold the repository. */
export interface LayerPart {
  readonly format: string;
  readonly view: View;
  readonly at: string;
  readonly group: string;
  readonly path: string;
  readonly prefix: string;
  readonly merged: boolean;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
  readonly registry: string | undefined;
  readonly bareDigest: boolean;
  /** The tag's key is a `version`. It belongs to a repository that takes one, and to no other. */
  readonly isVersion?: boolean;
  /** Where the value comes from, where only its path stands here. */
  readonly takenFrom?: string;
  /** Why it stays as it is, where a marker says so. */
  readonly reserved?: string | undefined;
}

/** Values that one reader lays over one another: a group's own, and those that its document names. */
export interface ValuesStack {
  readonly group: string;
  /** Files of values, from the root of the config repo. */
  readonly files: readonly string[];
  /** Groups of other documents, such as the data of a ConfigMap. */
  readonly groups: readonly string[];
  /** It names files in a way that only its reader can follow. */
  readonly isOpen: boolean;
  /** It says only where values come from, and not what reads them. */
  readonly isSource?: boolean;
}

/** The group of values that fill a file of their own. */
export const VALUES_FILES = 'values';

/**
 * `dependencies: [{name: app, alias: web}]`: an entry of a chart's parts. The values of an alias stand below
 * its name.
 */
export interface ChartDependency {
  /** The folder of the chart that has it, with a slash at the end. */
  readonly parent: string;
  readonly name: string;
  readonly alias: string | undefined;
  /** The folder of the part itself, where it stands in the config repo. */
  readonly folder: string | undefined;
}
