import { tryParseReference } from '../image/reference.ts';

/** Whether a text names the repository in full, as a word of its own: `acme/api` in `--img=ghcr.io/acme/api:v1`, not in `acme/api-docs`. */
export function mentions(text: string, repository: string): boolean {
  return mentionOffset(text, repository) !== -1;
}

/** The offset of the first such word, or -1. */
export function mentionOffset(text: string, repository: string): number {
  const name = tryParseReference(repository);
  if (name === undefined) return -1;
  const isHub = name.registry === 'docker.io';
  const word = isHub ? name.repository.replace(/^library\//, '') : `${name.registry}/${name.repository}`;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.slice(Math.max(0, at - 40), at);
    const after = text.slice(at + word.length, at + word.length + 2);
    const startsWord = isHub
      ? /(?:^|[^\w./-]|(?:^|[^\w.-])(?:(?:index\.)?docker\.io\/)?(?:library\/)?)$/.test(before)
      : /(?:^|[^\w.-])$/.test(before);
    const isReference = !isHub || word.includes('/') || /^[:@]/.test(after) || text === word;
    if (startsWord && isReference && !/^(?:[\w/]|[.-]\w)/.test(after)) return at;
  }
  return -1;
}
