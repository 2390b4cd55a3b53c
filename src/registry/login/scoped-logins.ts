import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbsence } from '../transport/system-error.ts';
import type { LoginScope } from './credential.ts';

/**
 * The folders of logins that buildx keeps for one repository or for some actions alone, the most special
 * first: `buildx/config/<registry>[/<repository>][@<action>,…]`, as docker/login-action writes them with
 * `scope` (docker/buildx#3562). One with actions counts where the request needs all of them.
 */
export async function scopedFolders(
  buildxFolder: string,
  registry: string,
  scope: LoginScope,
): Promise<readonly string[]> {
  const base = join(buildxFolder, 'config');
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const ofRepository = await fitting(join(base, host, scope.repository), scope);
  return [...ofRepository, ...(await fitting(join(base, host), scope))];
}

/** The folder itself and those beside it that add actions to its name, those with more actions first. */
async function fitting(folder: string, { actions }: LoginScope): Promise<readonly string[]> {
  const name = basename(folder);
  const found = (await entriesOf(dirname(folder))).flatMap((entry) => {
    if (entry !== name && !entry.startsWith(`${name}@`)) return [];
    const wanted = entry
      .slice(name.length + 1)
      .split(',')
      .filter((action) => action !== '');
    const fits = wanted.every((asked) => actions.some((action) => action === asked));
    return fits ? [{ folder: join(dirname(folder), entry), count: wanted.length }] : [];
  });
  return found.toSorted((a, b) => b.count - a.count).map((entry) => entry.folder);
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isAbsence(cause)) return [];
    throw cause;
  }
}
