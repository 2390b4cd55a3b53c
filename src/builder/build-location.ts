import { basename } from 'node:path';
import type { Location } from '../errors/location.ts';

/**
 * `Dockerfile:7`: the line that failed, when the builder says. BuildKit prints it above an excerpt, whose
 * lines it marks with `>>>`. Older engines print `parse error line 7` alone. The builder prints the name of
 * the Dockerfile only, so its path comes in as `file`.
 */
export function buildLocation(lines: readonly string[], file: string): Location | undefined {
  const at = lines.findLastIndex((line) => isHeading(line, file));
  const heading = /:(\d+)$/.exec(lines[at] ?? '');
  if (heading?.[1] !== undefined) {
    return { file, line: Number(heading[1]), column: 1, ...excerpt(lines.slice(at + 1)) };
  }
  for (const text of lines.toReversed()) {
    const older = /parse error (?:on )?line (\d+)/.exec(text);
    if (older?.[1] !== undefined) return { file, line: Number(older[1]), column: 1 };
  }
  return undefined;
}

function isHeading(line: string, file: string): boolean {
  const name = line.replace(/:\d+$/, '');
  return name !== line && (name === file || basename(name) === basename(file));
}

/** The marked lines of the excerpt, without their line numbers. */
function excerpt(following: readonly string[]): { excerpt?: string } {
  const marked = following
    .slice(0, 30)
    .flatMap((line) => {
      const match = /^\s*\d+ \| >>> (.*)$/.exec(line);
      return match?.[1] === undefined ? [] : [`  | ${match[1]}`];
    })
    .slice(0, 5);
  return marked.length === 0 ? {} : { excerpt: marked.join('\n') };
}
