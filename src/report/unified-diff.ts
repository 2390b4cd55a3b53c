import { structuredPatch } from 'diff';

/** The two states of one file: its path in the repository, and its text before and after. */
export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const CONTEXT = 3;

/**
 * The change of one file as a unified diff that `git apply` and `patch -p1` take: exact text, with the line endings of the
 * file. Empty when nothing changes. The text is not made safe for a terminal; `paintDiff` does that.
 */
export function unifiedDiff({ path, before, after }: FileChange): string {
  if (before === after) return '';
  const { hunks } = structuredPatch(path, path, before, after, undefined, undefined, { context: CONTEXT });
  const blocks = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => {
    const header = `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
    return [header, ...lines].join('\n');
  });
  return `--- ${name(`a/${path}`)}\n+++ ${name(`b/${path}`)}\n${blocks.join('\n')}\n`;
}

/** A range of no lines names the line before it. */
function range(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`;
  return count === 1 ? `${start}` : `${start},${count}`;
}

/** git quotes a name with control characters, quotes or backslashes, and ends one with a blank in it by a tab. */
function name(path: string): string {
  if (/[\p{Cc}"\\]/u.test(path)) return JSON.stringify(path);
  return path.includes(' ') ? `${path}\t` : path;
}
