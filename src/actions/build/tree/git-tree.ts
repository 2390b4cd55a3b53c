import { execFile } from 'node:child_process';
import { join, posix, relative, resolve, sep } from 'node:path';
import { no, ok, type Result } from '../../../errors/result.ts';

/** Asks git about a checkout; undefined where git says no, or is not there. */
export type Git = (workspace: string, args: readonly string[]) => Promise<string | undefined>;

const LARGEST_OUTPUT = 32 * 1024 * 1024;

/** The git of this machine. Nothing that the checkout configures is run. */
export const runGit: Git = (workspace, args) =>
  new Promise((resolvePromise) => {
    const always = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];
    execFile(
      'git',
      ['-C', workspace, ...always, ...args],
      { maxBuffer: LARGEST_OUTPUT, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' } },
      (error, stdout) => resolvePromise(error === null ? stdout : undefined),
    );
  });

/**
 * The object ids that git has for paths of a workspace, where what lies there is what is committed. The
 * problem is half a sentence: without git, for a path that is not committed, and where files were changed or
 * added since, because the builder would see those.
 */
export async function committedOids(
  git: Git,
  workspace: string,
  paths: readonly string[],
): Promise<Result<readonly string[]>> {
  const inside = paths.map((path) => insideOf(workspace, path));
  const outside = paths.find((_, index) => inside[index] === undefined);
  if (outside !== undefined) return no(`${outside} is not in the workspace`);
  const names = inside.map((path) => (path === undefined || path === '' ? '.' : path));
  const oids: string[] = [];
  for (const name of names) {
    const oid = await git(workspace, [
      'rev-parse',
      '--verify',
      '--quiet',
      `HEAD:${name === '.' ? '' : `./${name}`}`,
    ]);
    if (oid === undefined) return no(`git has no ${join(name)} in the commit that is checked out`);
    oids.push(oid.trim());
  }
  const status = await git(workspace, [
    ...['status', '--porcelain=v1', '-z', '--no-renames', '--ignored=matching', '--untracked-files=all'],
    ...['--', ...names.map((name) => `:(literal)${name}`)],
  ]);
  if (status === undefined) return no('git does not say whether files were changed');
  const [first] = status.split('\0');
  return first === undefined || first === '' ? ok(oids) : no(`${first.slice(3)} is not what is committed`);
}

/** A path relative to the workspace, with slashes; undefined outside of it. */
function insideOf(workspace: string, path: string): string | undefined {
  const inside = relative(resolve(workspace), resolve(workspace, path)).split(sep).join(posix.sep);
  return inside === '..' || inside.startsWith('../') ? undefined : inside;
}
