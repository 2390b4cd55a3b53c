import { code, cut, fenced, fold, harmlessLine, link } from '../../report/markdown.ts';
import type { ImageChanges } from './change-list.ts';
import type { SourceRelease } from './source-commit.ts';

/** So many releases are shown, with so many characters of each. */
const MOST_RELEASES = 10;
const LONGEST_NOTES = 2_000;
/** Where the list of commits is cut below this, the notes are left to their pages. */
const NOTES_BESIDE = 40;

/**
 * The release notes of the versions between, behind a fold, where GitHub has some. They are shown as text, as
 * they were written: a note can mention people and close issues, and a merge can make a commit message of
 * this description. `limit` is the number of commits that the description has room for.
 */
export function releaseNotes(groups: readonly ImageChanges[], limit: number): readonly string[] {
  const releases = new Map(
    groups.flatMap(({ changes }) => between(changes)).map((release) => [release.url, release]),
  );
  if (releases.size === 0) return [];
  const shown = [...releases.values()].slice(0, MOST_RELEASES);
  const left = releases.size - shown.length;
  const parts = shown.map((release) => releasePart(release, limit >= NOTES_BESIDE));
  if (left > 0) parts.push(`… and ${left} more`);
  const title = releases.size === 1 ? 'Release notes' : `Release notes of ${releases.size} releases`;
  return [fold(title, parts.join('\n\n'))];
}

/**
 * Those of the new commits: what is declared now was released before, and what an image goes back to is no
 * news. Where the list is limited to a folder, the commit that was released need not be on it.
 */
function between(changes: ImageChanges['changes']): readonly SourceRelease[] {
  if (changes.kind !== 'known') return [];
  const added = new Set(changes.added.map(({ oid }) => oid));
  if (changes.removed.length === 0) added.add(changes.to);
  return changes.releases.filter(({ commit }) => added.has(commit));
}

function releasePart({ tag, name, notes, url }: SourceRelease, isWhole: boolean): string {
  const title = name.trim() === '' || name === tag ? '' : ` ${code(name, 120)}`;
  const head = `**${link(code(tag), url)}**${title}`;
  const text = isWhole ? plainNotes(notes) : '';
  return text === '' ? head : `${head}\n\n${fenced('text', text)}`;
}

function plainNotes(notes: string): string {
  const lines = notes
    .replace(/<!--[\s\S]*?-->/g, '')
    .split(/\r\n|\r|\n/)
    .map((line) => `${/^\s{0,8}/.exec(line)?.[0] ?? ''}${harmlessLine(line, 500)}`.trimEnd());
  return cut(
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    LONGEST_NOTES,
  );
}
