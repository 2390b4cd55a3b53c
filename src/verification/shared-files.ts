import type { Config } from '../config/config.ts';
import type { HomePlace } from '../config/shared-files.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import { sharedErrors } from '../promotion/lane/shared-files.ts';
import type { Objection } from './objection.ts';

/** The rules of a commit, and files of its environments. */
interface Ruled {
  readonly config: Config;
  readonly files: readonly ManifestFile[];
}

/**
 * Objections to files that belong to two environments and declare an image after a change, and did not before
 * it: a promotion into one environment would ship the other. What was so before is not the change's.
 */
export function sharedFileObjections(before: Ruled, after: Ruled, home: HomePlace): readonly Objection[] {
  const known = new Set(objectionsTo(before, home).map(({ words }) => words));
  return objectionsTo(after, home).filter(({ words }) => !known.has(words));
}

function objectionsTo({ config, files }: Ruled, home: HomePlace): readonly Objection[] {
  return config.environments.flatMap((environment, index) => {
    // Each pair is looked at once.
    const pairs = { ...config, environments: config.environments.slice(index) };
    return sharedErrors({ config: pairs, environment, home, files }).errors.map(
      ({ message, location }): Objection => ({
        reason: 'FILE_SHARED',
        state: 'failed',
        words: `${message}.`,
        location,
      }),
    );
  });
}
