import { cut, plainLine } from '../report/markdown.ts';

const LONGEST = 200;

/**
 * Foreign text on one line of a commit message. GitHub notifies whom a message mentions and closes what it "fixes", in
 * plain text too, so the marks that make a mention, an issue or an address of one are taken out.
 */
export function commitText(text: string): string {
  const line = plainLine(text)
    .replace(/@/g, '(at)')
    .replace(/#(?=\d)/g, 'no. ')
    .replace(/\bGH-(?=\d)/gi, 'GH ')
    .replace(/\bhttps?:\/\//gi, '');
  return cut(line, LONGEST);
}
