import type { Candidate, Span } from '../view/candidate.ts';
import type { ManifestDocument, NestedText, View } from '../view/view.ts';

/** A tag, digest or registry at a path where another layer may hold the repository. */
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
  /** Where the value comes from, where only its path stands here. */
  readonly takenFrom?: string;
  /** Why it stays as it is, where a marker says so. */
  readonly reserved?: string | undefined;
}

/** Values that one reader lays over one another: a group's own, and what its document names besides. */
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

/** What an owner adds to what formats know. */
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

/** One shape of image reference: what it recognises and where its parts are. How they are written is common to all. */
export interface Format {
  /** Its name in logs and in the documentation. */
  readonly name: string;
  /** `kind`: the document says what it is. `words`: only its keys suggest it, so formats that know a kind go first. */
  readonly certainty: 'kind' | 'words';
  recognises(document: ManifestDocument): boolean;
  find(document: ManifestDocument, options: FormatOptions): Iterable<Candidate>;
  nested?(document: ManifestDocument): Iterable<NestedText>;
  layers?(document: ManifestDocument): Iterable<LayerPart>;
  stacks?(document: ManifestDocument): Iterable<ValuesStack>;
  /** What a chart is made of. */
  dependencies?(document: ManifestDocument): Iterable<ChartDependency>;
}

/** An entry of a chart's `dependencies`. */
export interface ChartDependency {
  /** The folder of the chart that has it, with a slash at the end. */
  readonly parent: string;
  readonly name: string;
  readonly alias: string | undefined;
  /** The folder of the chart itself, where it stands in the config repo. */
  readonly folder: string | undefined;
}

/** The group of values that fill a file of their own. */
export const VALUES_FILES = 'values';
