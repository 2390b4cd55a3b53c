/**
 * A sentence over as many lines as it needs, all but the first behind `indent`. On the first line `used`
 * columns are taken. It is broken between words and never inside of quotes, because people copy what stands
 * there.
 */
export function wrapSentence(sentence: string, width: number, indent: string, used: number): string {
  const words = sentence.match(/(?:"[^"]*"|\S)+/g) ?? [];
  let column = used;
  let text = '';
  for (const [index, word] of words.entries()) {
    const gap = index === 0 ? '' : ' ';
    const length = lengthOf(word);
    if (column > indent.length && column + gap.length + length > width) {
      text = `${text.trimEnd()}\n${indent}${word}`;
      column = indent.length + length;
    } else {
      text += gap + word;
      column += gap.length + length;
    }
  }
  return text;
}

/** A text as it is printed, and the columns that it takes. Without end where it has several lines already. */
export interface Piece {
  readonly printed: string;
  readonly length: number;
}

/**
 * Two pieces on one line, where both fit into `width`. Otherwise the second is below the first, behind
 * `indent`.
 */
export function beside(
  first: Piece,
  gap: string,
  second: Piece,
  { width, indent }: { readonly width: number; readonly indent: string },
): Piece {
  const length = first.length + gap.length + second.length;
  if (length <= width) return { printed: first.printed + gap + second.printed, length };
  return { printed: `${first.printed}\n${indent}${second.printed}`, length: Infinity };
}

/** Columns, if every character takes one: `é` takes one, also where it is written as `e` and an accent. */
export function lengthOf(text: string): number {
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...characters.segment(text)].length;
}

// Made when it is needed: that takes 20 ms, which `--version` need not wait for.
let characters: Intl.Segmenter | undefined;
