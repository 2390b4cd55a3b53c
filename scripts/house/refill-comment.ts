/**
 * Fills the paragraphs of a comment again, so that no line is wider than `width`. Undefined where that does
 * not help. `lines` are whole lines of the file, and each begins with `prefix` (such as `   * ` or `// `).
 * Lists, indented lines and tables keep their lines, because their breaks mean something.
 */
export function refilled(lines: readonly string[], prefix: string, width: number): readonly string[] {
  const filled: string[] = [];
  let paragraph: string[] = [];
  const close = (): void => {
    if (paragraph.some((line) => prefix.length + line.length > width))
      filled.push(...fill(paragraph.join(' '), width - prefix.length).map((line) => prefix + line));
    else filled.push(...paragraph.map((line) => (prefix + line).trimEnd()));
    paragraph = [];
  };
  for (const line of lines) {
    const text = line.slice(prefix.length);
    if (/^(?:\s|$|[-*|@#]|\d+\.\s)/.test(text)) {
      close();
      filled.push((prefix + text).trimEnd());
    } else {
      paragraph.push(text);
    }
  }
  close();
  return filled;
}

/** A comment in one line, over three or more: the opening, the text, and the end. */
export function opened(line: string, width: number): readonly string[] {
  const [, indent = '', text = ''] = /^(\s*)\/\*\*\s*(.*?)\s*\*\/$/.exec(line) ?? [];
  return [
    `${indent}/**`,
    ...fill(text, width - indent.length - 3).map((part) => `${indent} * ${part}`),
    `${indent} */`,
  ];
}

function fill(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(text)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** What stands in backticks or braces stays on one line. */
function words(text: string): readonly string[] {
  return text.match(/(?:`[^`]*`|\{@[^}]*\}|\S)+/g) ?? [];
}
