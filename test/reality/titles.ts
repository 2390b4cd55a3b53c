import { readFileSync } from 'node:fs';

/** The titles of the tests in a file, in any quotes, as they are written. */
export function titlesIn(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const titles = text.matchAll(/(?:\btest|\]|\))\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g);
  return [...titles].map(([, , title = '']) => title.replace(/\\(.)/g, '$1'));
}
