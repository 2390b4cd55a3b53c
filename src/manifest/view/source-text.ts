import type { ManifestNode, ScalarNode } from '../yaml/tree.ts';
import type { View } from './view.ts';

/** A stretch of a scalar's text. */
export interface Span {
  readonly node: ScalarNode;
  readonly from: number;
  readonly to: number;
}

/** A text that something writes elsewhere: a field that a replacement takes, the value of a variable. */
export interface SourceText {
  readonly view: View;
  readonly span: Span;
  readonly at: string;
}

/** A part of a reference that a variable decides, and the texts that the variable may stand for. */
export interface TakenVariable {
  readonly name: string;
  readonly part: 'tag' | 'digest';
  /** Fixed text around the variable that belongs to the part. */
  readonly around: { readonly before: string; readonly after: string };
  /** The document that gives it its value. */
  readonly giver: { readonly view: View; readonly node: ManifestNode; readonly at: string };
  readonly sources: readonly SourceText[];
}
