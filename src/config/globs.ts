/**
 * The file patterns of environments: which paths they match, which folders they need, and which are refused.
 */
import type { ValueProblem } from './document/problem.ts';
import { globMatcher } from './glob/glob-matcher.ts';
import { readGlob } from './glob/read-glob.ts';

const LONGEST = 300;
const MAGIC = /[*?[\]{}]/;
const EXTENDED = /[!?+*@]\(/;

/**
 * Never a file of an environment, whatever a pattern says: git's and GitHub's own folders, and
 * `waybill.yaml`.
 */
export function isReservedPath(path: string): boolean {
  const segments = path.toLowerCase().split('/');
  return segments.includes('.git') || segments[0] === '.github' || path === 'waybill.yaml';
}

/** What is wrong with a file pattern of an environment, or undefined. */
export function globProblem(glob: string): ValueProblem | undefined {
  const hint = 'Write a path from the root of the config repo, for example "envs/dev/**".';
  if (glob === '' || glob !== glob.trim()) return { problem: 'which is blank or has blanks around it', hint };
  if (glob.length > LONGEST) return { problem: `which is longer than ${LONGEST} characters`, hint };
  if (glob.startsWith('/') || /^[A-Za-z]:/.test(glob)) return { problem: 'which is an absolute path', hint };
  if (glob.includes('\\')) return { problem: 'which has a backslash', hint: 'Folders are separated by "/".' };
  if (glob.startsWith('!') || EXTENDED.test(glob))
    return {
      problem: 'which uses a kind of pattern that is not read here',
      hint: 'Use *, **, ?, [abc] and {a,b}; name what belongs to the environment, and nothing is left to exclude.',
    };
  const segments = glob.split('/');
  if (segments.includes('..')) return { problem: 'which leaves the repository', hint };
  if (segments.slice(0, -1).some((segment) => segment === '' || segment === '.'))
    return { problem: 'which has an empty folder name or "." in it', hint };
  if (glob.endsWith('/') || glob === '.')
    return {
      problem: 'which is a folder',
      hint: `Write "${glob.replace(/\/?$/, '/**')}" for every file below it.`,
    };
  if (isReservedPath(glob))
    return {
      problem: 'which is never a file of an environment',
      hint: 'Files below .git and .github, and waybill.yaml itself, are not edited by a promotion.',
    };
  const read = readGlob(glob);
  return read.ok
    ? undefined
    : { problem: read.problem, hint: 'List what is meant, for example "values-{1,2,3}.yaml".' };
}

/**
 * A test of one path against one pattern, in time that is bounded by the lengths of both. A name that starts
 * with a dot is matched where the pattern writes the dot. Throws a TypeError for a pattern that
 * `globProblem` refuses.
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const read = readGlob(glob);
  if (!read.ok) throw new TypeError(`${JSON.stringify(glob)} is a pattern ${read.problem}`);
  return globMatcher(read.value);
}

/**
 * `envs/dev/**` and `envs/dev/apps/*.yaml` need the folder `envs/dev`: what has to be listed, and nothing
 * else. These are the longest folders without a pattern in them. A folder inside another is dropped. `''` is
 * the whole repository.
 */
export function staticPrefixes(globs: readonly string[]): readonly string[] {
  const prefixes = [...new Set(globs.map(staticPrefix))].sort();
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && isInside(prefix, other)));
}

function staticPrefix(glob: string): string {
  const segments = glob.split('/');
  const magic = segments.findIndex((segment) => MAGIC.test(segment));
  return segments.slice(0, magic === -1 ? -1 : magic).join('/');
}

function isInside(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
