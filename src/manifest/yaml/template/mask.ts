/** A range of the text that a template engine (Helm, Go templates, Jinja) replaces later. */
export interface Mask {
  readonly start: number;
  readonly end: number;
}

interface MaskedText {
  /**
   * As long as the original, with every template action replaced by letters, or by a comment where it fills a
   * line.
   */
  readonly text: string;
  readonly masks: readonly Mask[];
}

const LONGEST_ACTION = 2000;

export function hasTemplateActions(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

/**
 * `tag: {{ .tag }}` becomes `tag: xxxxxxxxxx`: hides template actions from the YAML parser, which would read
 * them as a flow map inside a flow map. Offsets stay the same, so that ranges in the masked text hold in the
 * original.
 */
export function maskTemplates(text: string): MaskedText {
  const masks = findActions(text);
  const pieces: string[] = [];
  let at = 0;
  for (let first = 0; first < masks.length;) {
    const group = groupOnLine(text, masks, first);
    const alone = fillsItsLines(text, group);
    for (const mask of group) {
      const action = text.slice(mask.start, mask.end);
      pieces.push(text.slice(at, mask.start), alone ? asComment(action) : 'x'.repeat(action.length));
      at = mask.end;
    }
    first += group.length;
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(''), masks };
}

/**
 * `{{ … }}` may span lines. `{% … %}` and `{# … #}` must close on theirs: shells and Prometheus use the
 * openings.
 */
function findActions(text: string): readonly Mask[] {
  const masks: Mask[] = [];
  const closings = new Map<string, number>();
  const closingAfter = (closing: string, from: number): number => {
    const last = closings.get(closing) ?? -2;
    if (last === -1 || last >= from) return last;
    const found = text.indexOf(closing, from);
    closings.set(closing, found);
    return found;
  };
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at)) {
    const kind = text[at + 1];
    const closing = kind === '{' ? '}}' : kind === '%' ? '%}' : kind === '#' ? '#}' : undefined;
    const next = closing === undefined ? -1 : closingAfter(closing, at + 2);
    const close = kind === '{' && next !== -1 ? behindStrings(text, at, next) : next;
    const isNear = close !== -1 && close - at <= LONGEST_ACTION;
    if (!isNear || (kind !== '{' && text.slice(at, close).includes('\n'))) {
      at += 1;
      continue;
    }
    masks.push({ start: at, end: close + 2 });
    at = close + 2;
  }
  return masks;
}

/**
 * `{{"{{x}}"}}` writes `{{x}}`: the action ends at the `}}` behind the string. `next` is the first one, which
 * counts where no string of Go stands around it.
 */
function behindStrings(text: string, start: number, next: number): number {
  const isOther =
    /["`]/.exec(text.slice(start, next)) === null || /^\{\{-?\s*\/\*/.test(text.slice(start, start + 8));
  if (isOther) return next;
  for (let at = start + 2; at - start <= LONGEST_ACTION && at < text.length;) {
    if (text.startsWith('}}', at)) return at;
    // An action of several lines has such a string on one of them, if at all.
    if (text[at] === '\n' && at > next) return next;
    // A quote that the YAML around escapes is no quote of Go to this reader.
    if (text[at] === '\\') return next;
    const isQuote = text[at] === '"' || text[at] === '`';
    STRING.lastIndex = at;
    if (isQuote && !STRING.test(text)) return next;
    at = isQuote ? STRING.lastIndex : at + 1;
  }
  return next;
}

const STRING = /"(?:[^"\\\r\n]|\\.)*"|`[^`]*`/y;

/** The masks from `first` on with no line break between them. */
function groupOnLine(text: string, masks: readonly Mask[], first: number): readonly Mask[] {
  let last = first;
  while (last + 1 < masks.length) {
    const gap = text.slice(masks[last]?.end, masks[last + 1]?.start);
    if (gap.includes('\n')) break;
    last += 1;
  }
  return masks.slice(first, last + 1);
}

/** True when nothing but blanks stands before, between and after the actions on their lines. */
function fillsItsLines(text: string, group: readonly Mask[]): boolean {
  let at = text.lastIndexOf('\n', (group[0]?.start ?? 0) - 1) + 1;
  for (const mask of group) {
    if (text.slice(at, mask.start).trim() !== '') return false;
    at = mask.end;
  }
  const newline = text.indexOf('\n', at);
  return text.slice(at, newline === -1 ? text.length : newline).trim() === '';
}

function asComment(action: string): string {
  return action.replace(/[^\r\n]+/g, (line) => `#${'x'.repeat(line.length - 1)}`);
}

/** Whether any mask touches `[start, end)`. The masks are in order and do not overlap. */
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
