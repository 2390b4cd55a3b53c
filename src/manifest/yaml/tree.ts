/**
 * The yaml room reads YAML, JSON and plain lines into trees that remember where each value stands in the
 * text, and writes single values in their own style. It knows nothing of images or of Kubernetes.
 */

/** A place in a document: keys and indexes from its root. */
export type Path = readonly (string | number)[];

/**
 * `empty` is a value that is not there, and `null` one that says so (`~`): both read as no text. `raw` is a
 * line of a text that no parser read. `alias` is what an alias means, at the alias's place.
 */
export type ScalarStyle =
  'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty' | 'null' | 'raw' | 'alias';

/** How a text is read, and so how a new value in it is spelled. */
export type Language = 'yaml' | 'json' | 'lines';

interface NodeBase {
  /** The UTF-16 range of the value in the text, without anchor, tag and comments. */
  readonly start: number;
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /**
   * The text as a reader sees it: escapes and folding undone, never converted to a number (`1.10` stays
   * `1.10`).
   */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Part of it is written by a template engine later. */
  readonly templated: boolean;
  readonly inFlow: boolean;
}

export interface MapEntry {
  /** Undefined for a key that is a map or a sequence (`? [a, b]`). */
  readonly key: string | undefined;
  readonly keyNode: ManifestNode;
  readonly value: ManifestNode;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly MapEntry[];
  readonly index: { get(key: string): MapEntry | undefined; has(key: string): boolean };
}

export interface SeqNode extends NodeBase {
  readonly kind: 'seq';
  readonly flow: boolean;
  readonly items: readonly ManifestNode[];
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  /** The anchored node above it, or undefined where there is none. */
  readonly target: ResolvedNode | undefined;
}

export type ResolvedNode = ScalarNode | MapNode | SeqNode;
export type ManifestNode = ResolvedNode | AliasNode;

/** A key that stands in its map more than once. */
export interface DuplicateKey {
  readonly key: string;
  readonly map: MapNode;
  /** The pairs of this key, in the order of the text. */
  readonly entries: readonly MapEntry[];
  /** A template writes only one of them: each stands in another branch of it. */
  readonly areExclusive: boolean;
}

/** One document of a YAML stream, or one JSON text. */
export interface DocumentTree {
  readonly root: ManifestNode;
  readonly duplicateKeys: readonly DuplicateKey[];
  readonly aliases: readonly AliasNode[];
}

/** The node itself, or what an alias stands for. */
export function resolveAlias(node: ManifestNode | undefined): ResolvedNode | undefined {
  return node?.kind === 'alias' ? node.target : node;
}

export function isMergeKey(entry: MapEntry): boolean {
  return entry.key === '<<' && entry.keyNode.kind === 'scalar' && entry.keyNode.style === 'plain';
}

/** A path for people: `spec.containers[0].image`. A key that is not a plain word is quoted. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w$./-]+$/.test(step) || step.includes('.')) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
