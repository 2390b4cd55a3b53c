import { cut, plainLine } from '../../report/markdown.ts';

/**
 * Foreign text on one line, as plain text. GitHub notifies whom a text mentions and closes what it "fixes",
 * in a commit message too, so the marks that make a mention, an issue or an address of one are taken out.
 */
export function harmlessLine(text: string, longest = 200): string {
  const line = plainLine(text)
    .replace(/@/g, '(at)')
    .replace(/#(?=\d)/g, 'no. ')
    .replace(/\bGH-(?=\d)/gi, 'GH ')
    .replace(/\bhttps?:\/\//gi, '');
  return cut(line, longest);
}
