import { cut, plainLine } from '../../report/markdown.ts';

/**
 * `Fixes #7, thanks @bob` becomes `Fixes no. 7, thanks (at)bob`: foreign text on one line. GitHub notifies
 * everyone whom a text mentions, and closes what it "fixes", in a commit message too. So the marks of a
 * mention, an issue and an address are replaced.
 */
export function harmlessLine(text: string, longest = 200): string {
  const line = plainLine(text)
    .replace(/@/g, '(at)')
    .replace(/#(?=\d)/g, 'no. ')
    .replace(/\bGH-(?=\d)/gi, 'GH ')
    .replace(/\bhttps?:\/\//gi, '');
  return cut(line, longest);
}
