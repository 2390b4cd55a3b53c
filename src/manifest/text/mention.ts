import { tryParseReference } from '../../image/reference.ts';

/**
 * `[from, to)` of a text that names a repository in full. The tag and digest behind it are part of the range.
 */
export interface MentionRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether a text names the repository in full, as a word of its own. `--img=ghcr.io/acme/api:v1` names
 * `ghcr.io/acme/api`, `ghcr.io/acme/api-docs` does not.
 */
export function mentions(text: string, repository: string): boolean {
  return findMentions(text, repository).length > 0;
}

const SUFFIX = /(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?/y;
const HUB_PREFIX = /(?:(?:(?:index\.|registry-1\.)?docker\.io|registry\.hub\.docker\.com)\/)?(?:library\/)?$/;
const LONGEST_PREFIX = 40;

/**
 * Every place in a text that names the repository, in order. `nginx` is a name of Docker Hub and a word: it
 * counts only with a tag or digest, or as the whole text.
 */
export function findMentions(text: string, repository: string): readonly MentionRange[] {
  const name = tryParseReference(repository);
  if (name === undefined) return [];
  const isHub = name.registry === 'docker.io';
  const path = name.repository.replace(/^library\//, '');
  const word = isHub ? path : `${name.registry}/${name.repository}`;
  const found: MentionRange[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const from = isHub ? startWithHost(text, at, word) : at;
    const range = from === undefined ? undefined : rangeOfWord(text, from, at + word.length);
    if (range === undefined) continue;
    const isBareWord = isHub && !word.includes('/') && range.to === at + word.length;
    if (!isBareWord || text.trim() === text.slice(range.from, range.to)) found.push(range);
  }
  return found;
}

function startWithHost(text: string, at: number, word: string): number | undefined {
  const prefix = HUB_PREFIX.exec(text.slice(Math.max(0, at - LONGEST_PREFIX), at))?.[0] ?? '';
  const isOfficial = !word.includes('/');
  return prefix.endsWith('library/') && !isOfficial ? undefined : at - prefix.length;
}

function rangeOfWord(text: string, from: number, end: number): MentionRange | undefined {
  const before = text.slice(Math.max(0, from - 3), from);
  if (/[\w./-]$/.test(before) && !before.endsWith(':-') && before !== '://') return undefined;
  if (/^(?:[\w/]|[.-]\w)/.test(text.slice(end, end + 2))) return undefined;
  SUFFIX.lastIndex = end;
  const suffix = SUFFIX.exec(text)?.[0] ?? '';
  return { from, to: end + suffix.length };
}
