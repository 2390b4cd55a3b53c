import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseCommit } from '../../../image/source.ts';

/**
 * The commit that the workspace has checked out, read from `.git` without running git; undefined when it is
 * not the root of a repository or cannot be told. Follows a `.git` file (worktree) and looks in packed refs.
 */
export async function workspaceHead(workspace: string): Promise<string | undefined> {
  const directory = await gitDirectory(join(workspace, '.git'));
  if (directory === undefined) return undefined;
  const head = await textOf(join(directory, 'HEAD'));
  const ref = /^ref: (refs\/\S+)$/.exec(head ?? '')?.[1];
  if (ref === undefined) return parseCommit(head ?? '');
  const common = await textOf(join(directory, 'commondir'));
  const shared = common === undefined ? directory : resolve(directory, common);
  const loose = (await textOf(join(directory, ref))) ?? (await textOf(join(shared, ref)));
  return parseCommit(loose ?? (await packed(shared, ref)) ?? '');
}

async function gitDirectory(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return path;
  } catch {
    return undefined;
  }
  const target = /^gitdir: (.+)$/.exec((await textOf(path)) ?? '')?.[1];
  return target === undefined ? undefined : resolve(path, '..', target);
}

async function packed(directory: string, ref: string): Promise<string | undefined> {
  const lines = (await textOf(join(directory, 'packed-refs')))?.split('\n') ?? [];
  return lines.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0];
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}
