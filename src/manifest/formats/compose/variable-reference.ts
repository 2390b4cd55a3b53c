import { tryParseReference } from '../../../image/reference.ts';
import type { ReferenceSlot, Span, SplitSlot, ValuesUnit } from '../../view/reference-slot.ts';
import { interpolate, type TextPiece } from './interpolation.ts';

/** What a slot of a reference with variables has in common with any other of its format. */
type ReferencePlace = Pick<ReferenceSlot, 'format' | 'view' | 'at' | 'merged'>;

/**
 * `${REGISTRY:-ghcr.io}/acme/app:${TAG:-v1}`: the references in a value with variables. One that stands whole
 * in a default is a reference like any other. Of all others the tag and the digest are slots of their
 * own, because another variable of the `group` may set each of them.
 */
export function* referencesWithVariables(
  base: ReferencePlace,
  span: Span,
  group: string,
): Generator<ReferenceSlot> {
  const pieces = interpolate(span.node.text.slice(span.from, span.to));
  if (pieces !== undefined) yield* referencesInPieces(base, span, { group, pieces });
}

/** A text that is taken apart, and what is known of its variables. */
interface VariableText {
  readonly group: string;
  readonly pieces: readonly TextPiece[];
  /** What a piece of the name comes to, where that is known by now. */
  readonly textOf?: (piece: TextPiece) => string | undefined;
}

/** The same for a text that is taken apart already. */
export function* referencesInPieces(
  base: ReferencePlace,
  span: Span,
  { group, pieces, textOf = ({ text }) => text }: VariableText,
): Generator<ReferenceSlot> {
  const known = pieces.filter(({ text }) => text !== '');
  const [only] = known;
  if (only?.text !== undefined && known.length === 1 && tryParseReference(only.text) !== undefined) {
    yield { ...base, shape: 'whole', value: at(span, only.from, only.to) };
    return;
  }
  const text = known.map((piece) => piece.text ?? UNKNOWN).join('');
  const { name, tag, digest } = partsOf(text);
  const inName = within(known, 0, name.length);
  const names = inName.map(textOf);
  if (names.every((known) => known === undefined)) return;
  const common = {
    ...base,
    shape: 'split',
    registry: undefined,
    repository: nameSpan(span, inName),
    named: names.map((known, index) => known ?? `\${${inName[index]?.variable}}`).join(''),
    tag: undefined,
    digest: undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
  } as const;
  // No variable has such a name, so that nothing but its own group speaks of it.
  const unit = { group, path: `= ${base.at}`, prefixes: [''], ownRegistry: undefined };
  const digestPieces = digest === undefined ? [] : within(known, digest, text.length);
  const tagEnd = digest === undefined ? text.length : digest - 1;
  const tagPieces = tag === undefined ? [] : within(known, tag, tagEnd);
  const isFixed = [...tagPieces, ...digestPieces].every(({ variable }) => variable === undefined);
  if (tag !== undefined && isFixed) {
    // `v1@sha256:…` behind a variable is one text, and is written as one.
    const [whole] = within(known, tag, text.length);
    if (whole !== undefined)
      yield { ...common, unit, tag: at(span, whole.from, whole.to), tagTakesDigest: true };
    return;
  }
  if (tag !== undefined) yield partSlot({ ...common, unit }, 'tag', tagPieces, span);
  if (digest !== undefined) yield partSlot({ ...common, unit }, 'digest', digestPieces, span);
  if (tag === undefined && digest === undefined) yield { ...common, unit, undecided: BARE };
}

const BARE = {
  because: 'there is neither a tag nor a digest behind the repository',
  hint: 'Write a first tag behind it, such as ":v1".',
};

const UNKNOWN = '\0';

/** The name of a reference, and where its tag and digest begin. The text may hold unknown stretches. */
function partsOf(text: string): { name: string; tag: number | undefined; digest: number | undefined } {
  const sign = text.indexOf('@');
  const named = sign === -1 ? text : text.slice(0, sign);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  return {
    name: hasTag ? named.slice(0, colon) : named,
    tag: hasTag ? colon + 1 : undefined,
    digest: sign === -1 ? undefined : sign + 1,
  };
}

/** The pieces that make up `[from, to)` of the joined text, cut to it. */
function within(pieces: readonly TextPiece[], from: number, to: number): TextPiece[] {
  const found: TextPiece[] = [];
  let start = 0;
  for (const piece of pieces) {
    const end = start + (piece.text ?? UNKNOWN).length;
    const [first, last] = [Math.max(from, start), Math.min(to, end)];
    if (first < last && piece.text === undefined) found.push(piece);
    else if (first < last) {
      const text = piece.text?.slice(first - start, last - start);
      found.push({ ...piece, text, from: piece.from + first - start, to: piece.from + last - start });
    }
    start = end;
  }
  return found;
}

/** The tag or the digest: the one variable that decides it, with the fixed text around that. */
function partSlot(
  common: SplitSlot & { readonly unit: ValuesUnit },
  part: 'tag' | 'digest',
  pieces: readonly TextPiece[],
  span: Span,
): ReferenceSlot {
  const [piece, ...others] = pieces.filter(({ variable }) => variable !== undefined);
  const fixed = piece ?? pieces[0];
  if (others.length > 0 || fixed === undefined) {
    const hint = 'Let one variable decide all of it, or mark what is to change with a "# waybill:" comment.';
    return { ...common, undecided: { because: `several variables make up its ${part}`, hint } };
  }
  const index = pieces.indexOf(fixed);
  const textOf = (some: readonly TextPiece[]): string => some.map(({ text }) => text ?? '').join('');
  const around = { before: textOf(pieces.slice(0, index)), after: textOf(pieces.slice(index + 1)) };
  const { variable = '' } = fixed;
  return {
    ...common,
    [part]: fixed.text === undefined ? undefined : at(span, fixed.from, fixed.to),
    unit: { ...common.unit, path: variable, part, around },
    undecided: {
      because: `the variable ${variable} decides its ${part}`,
      hint: `Set ${variable} in an environment file beside it, or give it a default here: \${${variable}:-…}.`,
    },
  };
}

function at(span: Span, from: number, to: number): Span {
  return { node: span.node, from: span.from + from, to: span.from + to };
}

/** The name as it is written, with the variables in it. */
function nameSpan(span: Span, pieces: readonly TextPiece[]): Span {
  const to = pieces.at(-1)?.to ?? 0;
  return at(span, pieces.length === 1 ? (pieces[0]?.from ?? 0) : 0, to);
}
