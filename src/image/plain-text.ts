/** What others write of an image goes into titles, messages and tables, where a longer text is no name. */
const LONGEST = 256;
/** Controls, line ends, and half characters. */
const UNPRINTED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** True for a text on one line, such as `1.4.0` and `refs/heads/main`. */
export function isPlainText(text: string): boolean {
  return text.trim() !== '' && text.length <= LONGEST && !UNPRINTED.test(text);
}
