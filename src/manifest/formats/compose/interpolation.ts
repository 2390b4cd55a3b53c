/** A stretch of a text with variables in it, as it reads while none of them is set. */
export interface TextPiece {
  /** Undefined where a variable without a default decides. */
  readonly text: string | undefined;
  /** Its range in the text with the variables. */
  readonly from: number;
  readonly to: number;
  /** The innermost variable that it is the value or the default of. */
  readonly variable: string | undefined;
}

/** How a text names its variables: in braces, with what may stand between the name and a default. */
export type VariablePattern = RegExp;

const COMPOSE: VariablePattern = /\$(?:\{([A-Za-z_]\w*)(:?[-?+])?|([A-Za-z_]\w*))/y;
/**
 * Flux knows no variable without braces, and has more ways to write a default
 * (https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution).
 */
export const FLUX: VariablePattern = /\$(?:\{([A-Za-z_]\w*)(:?[-=])?)/y;
const DEEPEST = 8;

/**
 * `${REGISTRY:-ghcr.io}/acme/app:${TAG}` in three pieces: `ghcr.io`, `/acme/app:`, and `TAG`, which has no
 * text.
 *
 * The variables follow Compose's rules: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and
 * `${NAME:?message}` (https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md). A default
 * may hold variables itself. Undefined for a text that is not written so.
 */
export function interpolate(text: string, pattern = COMPOSE): readonly TextPiece[] | undefined {
  const reading: Reading = { text, pattern, pieces: [], variable: undefined, depth: 0 };
  const end = readPieces(reading, 0);
  return end === text.length ? reading.pieces : undefined;
}

/** The whole text, or the default of a variable in it. */
interface Reading {
  readonly text: string;
  readonly pattern: VariablePattern;
  /** What was read so far. */
  readonly pieces: TextPiece[];
  /** The variable that it is the default of. */
  readonly variable: string | undefined;
  readonly depth: number;
}

/** Reads up to the end, or inside of a default up to its closing brace. Returns where it stopped, or -1. */
function readPieces(reading: Reading, start: number): number {
  const { text, pieces, variable, depth } = reading;
  const isEnd = (at: number): boolean => at >= text.length || (depth > 0 && text[at] === '}');
  let at = start;
  while (!isEnd(at)) {
    if (text[at] === '$') {
      at = readVariable(reading, at);
      if (at === -1) return -1;
      continue;
    }
    const from = at;
    while (!isEnd(at) && text[at] !== '$') at += 1;
    pieces.push({ text: text.slice(from, at), from, to: at, variable });
  }
  return at;
}

function readVariable({ text, pattern, pieces, depth }: Reading, start: number): number {
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (match === null || depth > DEEPEST) return -1;
  const [whole, braced, operator, bare] = match;
  const unknown = { text: undefined, from: start, variable: braced ?? bare };
  const after = start + whole.length;
  if (braced === undefined) {
    pieces.push({ ...unknown, to: after });
    return after;
  }
  const inner: Reading = { text, pattern, pieces: [], variable: braced, depth: depth + 1 };
  const close = operator === undefined ? after : readPieces(inner, after);
  if (close === -1 || text[close] !== '}') return -1;
  if (/[-=]$/.test(operator ?? '') && inner.pieces.length > 0) pieces.push(...inner.pieces);
  else pieces.push({ ...unknown, to: close + 1 });
  return close + 1;
}
