/** A range of the text that a template engine (Helm, Go templates, Jinja) replaces later. */
export interface Mask {
  readonly start: number;
  readonly end: number;
}

export interface MaskedText {
  /** As long as the original, with every template action replaced by letters, or by a comment where it fills a line. */
  readonly text: string;
  readonly masks: readonly Mask[];
}

/** `{{ … }}` may span lines; `{% … %}` and `{# … #}` must close on their line, because shells and Prometheus use the openings. */
const ACTION = /\{\{(?:(?!\}\})[^])*\}\}|\{%[^\n]*?%\}|\{#[^\n]*?#\}/g;
const MOST_LINES = 20;

export function hasTemplateActions(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

/**
 * Hides template actions from the YAML parser, which would read `{{ x }}` as a flow map inside a flow map. Offsets stay
 * the same, so that ranges found in the masked text hold in the original.
 */
export function maskTemplates(text: string): MaskedText {
  const masks: Mask[] = [];
  for (const match of text.matchAll(ACTION)) {
    if (match[0].split('\n', MOST_LINES + 1).length > MOST_LINES) continue;
    masks.push({ start: match.index, end: match.index + match[0].length });
  }
  if (masks.length === 0) return { text, masks };
  const pieces: string[] = [];
  let at = 0;
  for (const mask of masks) {
    pieces.push(text.slice(at, mask.start), filler(text, mask));
    at = mask.end;
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(''), masks };
}

function filler(text: string, mask: Mask): string {
  const width = mask.end - mask.start;
  if (!fillsItsLines(text, mask)) return 'x'.repeat(width);
  return text.slice(mask.start, mask.end).replace(/[^\r\n]+/g, (line) => `#${'x'.repeat(line.length - 1)}`);
}

/** True when nothing but blanks and other actions stand before and after it on its lines. */
function fillsItsLines(text: string, mask: Mask): boolean {
  const lineStart = text.lastIndexOf('\n', mask.start - 1) + 1;
  const newline = text.indexOf('\n', mask.end);
  const before = text.slice(lineStart, mask.start);
  const after = text.slice(mask.end, newline === -1 ? text.length : newline);
  return `${before}${after}`.replace(ACTION, '').trim() === '';
}

/** Whether any mask touches `[start, end)`. `masks` are in order and do not overlap. */
export function overlapsMask(masks: readonly Mask[], start: number, end: number): boolean {
  let low = 0;
  let high = masks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((masks[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const mask = masks[low];
  return mask !== undefined && mask.start < end;
}
