/** A stretch of a text with variables in it, as it reads while none of them is set. */
export interface TextPiece {
  /** Undefined where a variable without a default decides. */
  readonly text: string | undefined;
  /** Its range in the text with the variables. */
  readonly from: number;
  readonly to: number;
  /** The variable that it is the value or the default of; the innermost one. */
  readonly variable: string | undefined;
}

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)(:?[-?+])?|([A-Za-z_]\w*))/y;
const DEEPEST = 8;

/**
 * Takes a text with variables apart by Compose's rules: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, where a
 * default may hold variables itself, and `${NAME:?message}`
 * (https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md). Undefined for a text that is not written so.
 */
export function interpolate(text: string): readonly TextPiece[] | undefined {
  const pieces: TextPiece[] = [];
  const end = piecesOf(text, 0, undefined, pieces, 0);
  return end === text.length ? pieces : undefined;
}

/** Reads up to the end, or inside of a default up to its closing brace; returns where it stopped, or -1. */
function piecesOf(
  text: string,
  start: number,
  variable: string | undefined,
  pieces: TextPiece[],
  depth: number,
): number {
  const isEnd = (at: number): boolean => at >= text.length || (depth > 0 && text[at] === '}');
  let at = start;
  while (!isEnd(at)) {
    if (text[at] === '$') {
      at = variableAt(text, at, pieces, depth);
      if (at === -1) return -1;
      continue;
    }
    const from = at;
    while (!isEnd(at) && text[at] !== '$') at += 1;
    pieces.push({ text: text.slice(from, at), from, to: at, variable });
  }
  return at;
}

function variableAt(text: string, start: number, pieces: TextPiece[], depth: number): number {
  VARIABLE.lastIndex = start;
  const match = VARIABLE.exec(text);
  if (match === null || depth > DEEPEST) return -1;
  const [whole, braced, operator, bare] = match;
  const unknown = { text: undefined, from: start, variable: braced ?? bare };
  const after = start + whole.length;
  if (braced === undefined) {
    pieces.push({ ...unknown, to: after });
    return after;
  }
  const inner: TextPiece[] = [];
  const close = operator === undefined ? after : piecesOf(text, after, braced, inner, depth + 1);
  if (close === -1 || text[close] !== '}') return -1;
  if (operator?.endsWith('-') === true && inner.length > 0) pieces.push(...inner);
  else pieces.push({ ...unknown, to: close + 1 });
  return close + 1;
}
