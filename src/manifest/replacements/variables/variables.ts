import type { TextPiece } from '../../formats/compose/interpolation.ts';
import { spanText, type TakenVariable } from '../../view/reference-slot.ts';
import type { SourceText } from '../../view/source-text.ts';
import type { ScalarNode } from '../../yaml/tree.ts';
import type { VariableScope, VariableSyntax } from './variable-scope.ts';

/** A variable that decides a part of a reference. */
export type FoundVariable = Pick<TakenVariable, 'name' | 'around'> & { readonly hasDefault: boolean };

/** The variables of one syntax that a slot may take. */
export class Variables {
  readonly syntax: VariableSyntax;
  readonly #scopes: readonly VariableScope[];

  constructor(scopes: readonly VariableScope[], syntax: VariableSyntax) {
    this.#scopes = scopes;
    this.syntax = syntax;
  }

  /**
   * The texts that a variable may stand for, besides its default. Undefined where that is not known: no scope
   * speaks of it, or one has its value from elsewhere.
   */
  sourcesOf(name: string, hasDefault: boolean): readonly SourceText[] | undefined {
    const known = this.#scopes.flatMap((scope) => {
      const sources = scope.sourcesOf(name);
      return sources === undefined ? [] : [{ sources, isEnough: hasDefault && !scope.isOpen }];
    });
    if (known.length === 0 && !hasDefault) return undefined;
    const isMissing = known.some(({ sources, isEnough }) => sources.length === 0 && !isEnough);
    return isMissing ? undefined : known.flatMap(({ sources }) => sources);
  }

  /** The one text that a piece comes to, whichever of its values counts. */
  textOf({ variable, text }: TextPiece): string | undefined {
    if (variable === undefined) return text;
    const sources = this.sourcesOf(variable, text !== undefined) ?? [];
    const values = new Set(sources.map(({ span }) => spanText(span)));
    const [value] = values;
    return values.size > 1 ? undefined : (value ?? text);
  }

  /** The scalars that may stand for a variable in a name. They name the image as well. */
  nodesOf(name: string): readonly ScalarNode[] {
    return this.sourcesOf(name, true)?.map(({ span }) => span.node) ?? [];
  }

  explains({ variable, text }: TextPiece): boolean {
    return variable === undefined || this.sourcesOf(variable, text !== undefined) !== undefined;
  }

  taken(part: TakenVariable['part'], found: FoundVariable): readonly TakenVariable[] {
    const { name, around, hasDefault } = found;
    const sources = this.sourcesOf(name, hasDefault);
    const giver = this.#scopes.find((scope) => (scope.sourcesOf(name)?.length ?? 0) > 0)?.giver;
    if (sources === undefined || giver === undefined) return [];
    const { document, node, at } = giver;
    return [{ name, part, around, sources, giver: { view: document.view, node, at } }];
  }
}
