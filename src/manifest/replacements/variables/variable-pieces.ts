import { FLUX, interpolate, type TextPiece } from '../../formats/compose/interpolation.ts';
import { writtenText } from '../../view/describe.ts';
import { type Span, spanText } from '../../view/reference-slot.ts';
import type { View } from '../../view/view.ts';
import type { VariableSyntax } from './variable-scope.ts';

const KUSTOMIZE = /\$\(([\w.-]+)\)/g;
const TEMPLATE = /\{\{-?[ \t]*\.?([A-Za-z_][\w.]*)[ \t]*-?\}\}/g;

/**
 * `ghcr.io/acme/app:$(TAG)` in two pieces: a text, and a variable without one. Undefined where the text holds
 * no variable of this syntax, or something beside them that decides it, too.
 */
export function variablePieces(
  view: View,
  span: Span,
  syntax: VariableSyntax,
): readonly TextPiece[] | undefined {
  const text = syntax === 'template' ? templateText(view, span) : spanText(span);
  const pieces =
    syntax === 'flux'
      ? interpolate(text, FLUX)
      : piecesBetween(text, syntax === 'kustomize' ? KUSTOMIZE : TEMPLATE);
  if (pieces?.every(({ variable }) => variable === undefined) !== false) return undefined;
  return pieces.some((piece) => piece.variable === undefined && /\$|\{\{/.test(piece.text ?? ''))
    ? undefined
    : pieces;
}

/** The template itself, where it can be laid beside the text that the parser saw. */
function templateText(view: View, span: Span): string {
  const text = span.node.templated ? writtenText(view, span) : '';
  return text.length === span.to - span.from ? text : '';
}

function piecesBetween(text: string, pattern: RegExp): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { 0: whole, 1: variable = '', index } of text.matchAll(pattern)) {
    if (index > at) pieces.push({ text: text.slice(at, index), from: at, to: index, variable: undefined });
    at = index + whole.length;
    pieces.push({ text: undefined, from: index, to: at, variable });
  }
  if (at < text.length) pieces.push({ text: text.slice(at), from: at, to: text.length, variable: undefined });
  return pieces;
}
