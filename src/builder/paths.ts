import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { WaybillError } from '../errors/waybill-error.ts';

/**
 * `https://github.com/acme/shop.git` is a context that the builder fetches itself; `services/api` is a folder
 * of this machine.
 */
export function isRemoteContext(context: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@|^github\.com\//.test(context);
}

/** The Dockerfile of a build, relative to the workspace when it is inside. */
export function dockerfileOf(workspace: string, context: string, file: string | undefined): string {
  const path = file ?? (isRemoteContext(context) ? 'Dockerfile' : join(context, 'Dockerfile'));
  if (!isAbsolute(path)) return join(path);
  const inside = relative(workspace, path);
  return inside.startsWith('..') ? path : inside;
}

/**
 * Checks that the context is a folder and the Dockerfile a file, so that a mistyped path is found before
 * anything runs. The builder checks a remote context. Throws `CONTEXT_MISSING` or `DOCKERFILE_MISSING`.
 */
export async function requirePaths(
  workspace: string,
  context: string,
  file: string | undefined,
): Promise<void> {
  if (isRemoteContext(context)) return;
  const at = (path: string): string => (isAbsolute(path) ? path : join(workspace, path));
  if ((await kindOf(at(context))) !== 'folder') {
    throw new WaybillError('CONTEXT_MISSING', `The context ${context} is not a folder of the workspace`, {
      hint: 'Check "context", and that a step with actions/checkout comes before this one.',
    });
  }
  const dockerfile = dockerfileOf(workspace, context, file);
  if ((await kindOf(at(dockerfile))) !== 'file') {
    throw new WaybillError('DOCKERFILE_MISSING', `There is no Dockerfile at ${dockerfile}`, {
      hint: 'Set "file" to its path; a relative path starts at the workspace, not at "context".',
    });
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    const found = await stat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'nothing';
  } catch {
    return 'nothing';
  }
}
