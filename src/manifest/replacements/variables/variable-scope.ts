import type { ReferenceSlot } from '../../view/reference-slot.ts';
import type { SourceText } from '../../view/source-text.ts';
import type { ViewDocument } from '../../view/view.ts';
import type { ManifestNode } from '../../yaml/tree.ts';

/** How a text names a variable: `${TAG}`, `$(TAG)` or `{{ .tag }}`. */
export type VariableSyntax = 'flux' | 'kustomize' | 'template';

/** The document that gives variables their values, and where in it. */
interface VariableGiver {
  readonly document: ViewDocument;
  readonly at: string;
  readonly node: ManifestNode;
}

/** What puts values in the place of variables, and where. */
export interface VariableScope {
  readonly syntax: VariableSyntax;
  readonly giver: VariableGiver;
  covers(slot: ReferenceSlot): boolean;
  /**
   * The texts that may stand for a variable. None where it should have one that is not among the files;
   * undefined where the scope says nothing of it.
   */
  sourcesOf(name: string): readonly SourceText[] | undefined;
  /** Something that is not among the files may set variables as well. */
  readonly isOpen: boolean;
}
