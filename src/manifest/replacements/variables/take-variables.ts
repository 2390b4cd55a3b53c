import { FLUX, interpolate, type TextPiece } from '../../formats/compose/interpolation.ts';
import { referencesInPieces } from '../../formats/compose/variable-reference.ts';
import { isVersioned } from '../../formats/whole-reference.ts';
import {
  nodesOf,
  type ReferenceSlot,
  type Span,
  spanText,
  type SplitSlot,
  type WholeSlot,
} from '../../view/reference-slot.ts';
import { variablePieces } from './variable-pieces.ts';
import type { VariableScope } from './variable-scope.ts';
import { type FoundVariable, Variables } from './variables.ts';

/**
 * `image: ghcr.io/acme/app:${TAG}`, and a Kustomization of Flux says what `TAG` is: the slot then knows the
 * texts that its tag and digest stand in. Slots with a variable that nothing here explains stay as they are.
 */
export function takeVariables(
  slots: readonly ReferenceSlot[],
  scopes: readonly VariableScope[],
): readonly ReferenceSlot[] {
  if (scopes.length === 0) return slots;
  return slots.flatMap((slot) => {
    if (!mayTakeVariables(slot)) return [slot];
    const around = scopes.filter((scope) => scope.covers(slot));
    for (const syntax of new Set(around.map((scope) => scope.syntax))) {
      const taken = takeBy(
        slot,
        new Variables(
          around.filter((scope) => scope.syntax === syntax),
          syntax,
        ),
      );
      if (taken !== undefined) return taken;
    }
    return [slot];
  });
}

/** The references that fill a variable as a whole, and stand where no format knows them. */
export function variableReferences(
  slots: readonly ReferenceSlot[],
  scopes: readonly VariableScope[],
): readonly ReferenceSlot[] {
  const found = new Map<unknown, ReferenceSlot>();
  const claimed = new Set(slots.flatMap(nodesOf));
  const whole =
    scopes.length === 0 ? [] : slots.filter((slot) => slot.shape === 'whole' && mayTakeVariables(slot));
  for (const slot of whole) {
    for (const scope of scopes.filter((other) => other.covers(slot))) {
      const pieces = slot.shape === 'whole' ? variablePieces(slot.view, slot.value, scope.syntax) : undefined;
      const [only, more] = pieces ?? [];
      if (only?.variable === undefined || more !== undefined) continue;
      for (const { view, span, at } of scope.sourcesOf(only.variable) ?? []) {
        if (claimed.has(span.node) || !isVersioned(spanText(span))) continue;
        found.set(span.node, { shape: 'whole', format: slot.format, view, at, merged: false, value: span });
      }
    }
  }
  return [...found.values()];
}

function mayTakeVariables(slot: ReferenceSlot): boolean {
  if (slot.isHandedOn === true || slot.format === 'compose' || slot.format === 'dotenv') return false;
  if (slot.shape === 'split' && slot.registry?.includes('$') === true) return true;
  return nodesOf(slot).some((node) => node.templated || node.text.includes('$'));
}

/** The same, with where its default stands. */
type PlacedVariable = FoundVariable & { readonly default: Span | undefined };

function takeBy(slot: ReferenceSlot, variables: Variables): readonly ReferenceSlot[] | undefined {
  return slot.shape === 'whole' ? takeByWhole(slot, variables) : takeBySplit(slot, variables);
}

function takeByWhole(slot: WholeSlot, variables: Variables): readonly ReferenceSlot[] | undefined {
  const { value, ...base } = slot;
  const pieces = variablePieces(base.view, value, variables.syntax);
  if (pieces === undefined) return undefined;
  return pieces.every((piece) => variables.explains(piece))
    ? (partsIn(slot, pieces, variables) ?? [taking(slot, pieces, variables)])
    : [taking(slot, pieces, variables)];
}

/** A slot that cannot be written, and takes the variables all the same. */
function taking(slot: WholeSlot, pieces: readonly TextPiece[], variables: Variables): WholeSlot {
  const takes = pieces.flatMap(({ variable: name, text }) => {
    const found = { name: name ?? '', around: NOTHING_AROUND, hasDefault: text !== undefined };
    return name === undefined ? [] : variables.taken('tag', found);
  });
  return takes.length === 0 ? slot : { ...slot, takes };
}

function partsIn(
  { value, ...base }: WholeSlot,
  pieces: readonly TextPiece[],
  variables: Variables,
): readonly ReferenceSlot[] | undefined {
  const textOf = (piece: TextPiece): string | undefined => variables.textOf(piece);
  const parts = [...referencesInPieces(base, value, { group: '', pieces, textOf })];
  if (parts.length === 0) return undefined;
  const taken = new Set(parts.map(({ unit }) => unit?.path));
  const also = [
    ...(base.also ?? []),
    ...pieces.flatMap(({ variable = '' }) => (taken.has(variable) ? [] : variables.nodesOf(variable))),
  ];
  return parts.map((found) => {
    const part = { ...found, also };
    const { path: name = '', part: which, around = NOTHING_AROUND } = part.unit ?? {};
    if (part.shape === 'whole' || which === undefined) return { ...part, unit: undefined };
    return {
      ...part,
      takes: variables.taken(which, { name, around, hasDefault: part[which] !== undefined }),
    };
  });
}

const NOTHING_AROUND = { before: '', after: '' };

function takeBySplit(slot: SplitSlot, variables: Variables): readonly ReferenceSlot[] | undefined {
  const ofTag = slot.tag && variableIn(slot, slot.tag, variables);
  const ofDigest = slot.digest && variableIn(slot, slot.digest, variables);
  const named = slot.repository && nameWith(slot, slot.repository, variables);
  const registry = slot.registry && registryWith(slot.registry, variables);
  if ([ofTag, ofDigest, named, registry].every((found) => found === undefined)) return undefined;
  const takes = [
    ...(ofTag === undefined ? [] : variables.taken('tag', ofTag)),
    ...(ofDigest === undefined ? [] : variables.taken('digest', ofDigest)),
  ];
  return [
    {
      ...slot,
      tag: ofTag?.default ?? slot.tag,
      digest: ofDigest?.default ?? slot.digest,
      takes,
      registry: registry ?? slot.registry,
      ...(named === undefined ? {} : { named }),
    },
  ];
}

/** The one variable that decides a part, with the fixed text around it. */
function variableIn({ view }: SplitSlot, span: Span, variables: Variables): PlacedVariable | undefined {
  const pieces = variablePieces(view, span, variables.syntax) ?? [];
  const index = pieces.findIndex(({ variable }) => variable !== undefined);
  const name = pieces[index]?.variable;
  const piece = pieces[index];
  const hasDefault = piece?.text !== undefined;
  const isAlone = pieces.filter(({ variable }) => variable !== undefined).length === 1;
  if (name === undefined || !isAlone || variables.sourcesOf(name, hasDefault) === undefined) return undefined;
  const textOf = (some: readonly TextPiece[]): string => some.map(({ text }) => text ?? '').join('');
  const around = { before: textOf(pieces.slice(0, index)), after: textOf(pieces.slice(index + 1)) };
  if (!hasDefault) return { name, around, hasDefault, default: undefined };
  // Beside a default there is no room for what stands around the variable.
  if (pieces.length > 1) return undefined;
  return {
    name,
    around,
    hasDefault,
    default: { ...span, from: span.from + piece.from, to: span.from + piece.to },
  };
}

/** The registry is a text of its own, which may come from another place. */
function registryWith(registry: string, variables: Variables): string | undefined {
  const pieces = variables.syntax === 'flux' ? interpolate(registry, FLUX) : undefined;
  const texts = pieces?.map((piece) => variables.textOf(piece));
  return texts === undefined || !registry.includes('$') || texts.includes(undefined)
    ? undefined
    : texts.join('');
}

function nameWith({ view }: SplitSlot, span: Span, variables: Variables): string | undefined {
  const pieces = variablePieces(view, span, variables.syntax);
  const texts = pieces?.map((piece) => variables.textOf(piece));
  return texts === undefined || texts.includes(undefined) ? undefined : texts.join('');
}
