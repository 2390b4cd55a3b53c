import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the folder `.git` says of a working tree. */
export interface GitFacts {
  /** `acme/config`: the repository that the tree was cloned from. */
  readonly repository: string | undefined;
  /** The branch that is checked out. */
  readonly branch: string | undefined;
  /** The folder above, where the working tree begins; undefined where it begins here, or nowhere. */
  readonly rootAbove: string | undefined;
}

/** Reads `.git` without a git process. What cannot be read is not known. */
export function gitFacts(cwd: string): GitFacts {
  const [, url = ''] = /\[remote "origin"\][^[]*?^\s*url\s*=\s*(\S+)/m.exec(textOf(cwd, 'config')) ?? [];
  const [, repository] = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  const [, branch] = /^ref: refs\/heads\/(\S+)$/m.exec(textOf(cwd, 'HEAD')) ?? [];
  return { repository, branch, rootAbove: rootAbove(cwd) };
}

function textOf(cwd: string, file: string): string {
  try {
    return readFileSync(join(cwd, '.git', file), 'utf8');
  } catch {
    return '';
  }
}

function rootAbove(cwd: string): string | undefined {
  if (hasGit(cwd)) return undefined;
  for (let folder = dirname(cwd); folder !== dirname(folder); folder = dirname(folder))
    if (hasGit(folder)) return folder;
  return undefined;
}

function hasGit(folder: string): boolean {
  return statSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
}
