/**
 * The room for what people read: Markdown that foreign text cannot break out of, job summaries and diffs. It
 * returns text. It writes nothing, and does not know where the text goes.
 */

/**
 * Controls, marks that reorder text (bidi) and characters that take no room: they hide what is really
 * written.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;

/** Foreign text on one line. Nothing in it acts on a terminal or hides from a reader. */
export function plainLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(INVISIBLE, '').trim();
}

/**
 * Foreign text as a code span. GitHub takes no mention, issue number, closing keyword, link, image or HTML
 * from one. The fence is longer than any run of backticks inside (CommonMark 0.31, 6.1). A text without
 * anything visible becomes a dash.
 */
export function code(text: string, longest = 200): string {
  const line = cut(plainLine(text), longest);
  if (line === '') return '–';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** At most `longest` characters. An ellipsis stands for what is missing. */
export function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

/** A link whose text is a code span. Without a usable address it is the text alone. */
export function link(text: string, address: string | undefined): string {
  return address === undefined || !isPlainAddress(address) ? text : `[${text}](${address})`;
}

/** An address that cannot end the link it stands in, nor run anything. */
export function isPlainAddress(address: string): boolean {
  return /^https?:\/\/[A-Za-z0-9._~:/?#@!$&*+,;=%[\]-]+$/.test(address);
}

/**
 * A GFM table. Cells are Markdown already. A line break would end the table, so it becomes a blank. GitHub
 * splits a table at each `|` before it reads code spans (GFM, 4.10), so each `|` is escaped.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A part that is shown on a click. The title holds no foreign text. */
export function fold(title: string, body: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A fenced block with foreign text; the fence is longer than any run of backticks inside. */
export function fenced(language: string, text: string): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map((run) => run.length)) + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/**
 * `[skip ci]` becomes `(skip ci)`: a merge can make a commit message of a title and a description, and GitHub
 * starts no workflow for a push whose message has such an order. The config repo would not advance.
 */
export function withoutOrders(text: string): string {
  return text.replace(/\[(\s*(?:skip ci|ci skip|no ci|skip actions|actions skip)\s*)\]/gi, '($1)');
}

/**
 * `Fixes #7, thanks @bob` becomes `Fixes no. 7, thanks (at)bob`: foreign text on one line. GitHub notifies
 * everyone whom a text mentions, and closes what it "fixes", in a commit message too. So the marks of a
 * mention, an issue and an address are replaced.
 */
export function harmlessLine(text: string, longest = 200): string {
  const line = withoutOrders(plainLine(text))
    .replace(/@/g, '(at)')
    .replace(/#(?=\d)/g, 'no. ')
    .replace(/\bGH-(?=\d)/gi, 'GH ')
    .replace(/\bhttps?:\/\//gi, '');
  return cut(line, longest);
}
