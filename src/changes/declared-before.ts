import type { Config, EnvironmentConfig } from '../config/config.ts';
import { imageNamed } from '../config/images.ts';
import { readEnvironment } from '../environments/read-environment.ts';
import { type Past, readPast } from '../environments/read-past.ts';
import type { GitHub, RepositoryState } from '../github/github.ts';
import type { BroughtImage } from '../verification/brought-images.ts';
import type { VerifiedBranch } from './base-branches.ts';

/** Where it is looked up what an environment declared. */
interface PastGround {
  readonly config: Config;
  readonly environment: EnvironmentConfig;
  readonly home: RepositoryState;
  readonly branches: readonly VerifiedBranch[];
}

/** As far as a roll back looks, where nobody says otherwise. */
const DEPTH = 200;

/** Whether an environment declared all of these images before: what a roll back may bring back. */
export async function declaredBefore(
  { config, environment, home, branches }: PastGround,
  images: readonly BroughtImage[],
  github: GitHub,
): Promise<boolean> {
  const state = branches.find(({ environments }) => environments.includes(environment))?.state;
  if (state === undefined) return false;
  const question = { destination: { config, environment, state, home }, lanes: [] };
  const reading = await readEnvironment({ ...question, names: { labels: [], reviewers: [] } }, github);
  const source = { repository: state.fullName, base: state.base.oid, reading, kinds: config.kinds };
  const isEnough = (past: Past): boolean => images.every((image) => isIn(past, image));
  const sought = images.map(({ name }) => imageNamed(config, name));
  return isEnough(await readPast({ source, images: sought, depth: DEPTH, isEnough }, github));
}

/** Where no digest is written, the tag is what was declared. */
function isIn({ changes }: Past, { name, digest, tag }: BroughtImage): boolean {
  const versions = (changes.get(name) ?? []).flatMap(({ before, after }) => [...before, ...after]);
  return versions.some(
    (version) =>
      version.digest === digest || (version.digest === undefined && tag !== undefined && version.tag === tag),
  );
}
