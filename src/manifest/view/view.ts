import type { Location } from '../../errors/location.ts';
import type { ManifestFile } from '../plan.ts';
import { locateOffset } from '../text/line-index.ts';
import { mapScalar } from '../yaml/scalar-map.ts';
import type { DocumentTree, Language, ScalarNode } from '../yaml/tree.ts';

/**
 * The view room holds what was read of a file: its documents, the texts inside its texts, and the references
 * that may be in them. It knows how a reference is put together, and no format that writes one.
 */

/** A text that was parsed: a file's own, or one that stands inside a scalar of another view. */
export interface View {
  readonly file: ManifestFile;
  readonly text: string;
  readonly language: Language;
  readonly documents: readonly DocumentTree[];
  readonly outer: OuterText | undefined;
}

/** The scalar of another view that a text stands in. */
interface OuterText {
  readonly view: View;
  readonly node: ScalarNode;
  readonly at: string;
  /** The group of the values in it, where the document around it says so. */
  readonly group?: string | undefined;
}

/** A document of a view, with what formats ask to recognise it. */
export interface ViewDocument extends DocumentTree {
  readonly view: View;
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** `metadata.name`, or empty. */
  readonly name: string;
}

/** The place of a view's offset in its file. */
export function locateInFile(view: View, offset: number): Location {
  return locateOffset(view.file, fileOffset(view, offset));
}

/** An offset inside a scalar that cannot be traced exactly is placed at the start of that scalar. */
function fileOffset(view: View, offset: number): number {
  if (view.outer === undefined) return offset;
  const { view: outer, node } = view.outer;
  const map = mapScalar(outer.text, node);
  return fileOffset(outer, map === undefined ? node.start : map.rangeOf(offset, offset + 1).start);
}

/** A scalar whose text is a document of its own. */
export interface NestedText {
  readonly node: ScalarNode;
  readonly at: string;
  /** The group of the values in it, where it holds values. */
  readonly group?: string;
}
