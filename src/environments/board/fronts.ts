import { allBefore } from '../../config/configured-environments.ts';
import type { EnvironmentConfig } from '../../config/config.ts';
import { type Candidate, candidateFrom } from '../../promotion/advance/candidate.ts';
import type { DeclaredEnvironments } from '../declared/declared-environments.ts';
import type { Histories } from './read-histories.ts';

/** What is known of all environments when the cells of the board are made. */
export interface KnownEnvironments {
  readonly declared: DeclaredEnvironments;
  /** By name of the environment. */
  readonly histories: ReadonlyMap<string, Histories>;
}

/** The first environments on the way into one; none for a first one itself. */
function firstBefore(
  environment: EnvironmentConfig,
  { declared }: Pick<KnownEnvironments, 'declared'>,
): readonly string[] {
  return allBefore(declared.config, environment)
    .filter(({ after }) => after.environments.length === 0)
    .map(({ name }) => name);
}

/**
 * The newest of an image that is on its way into an environment: what the first environments declare, or the
 * one of them that changed last.
 */
export function frontOf(environment: EnvironmentConfig, image: string, known: KnownEnvironments): Candidate {
  return candidateAmong('any', firstBefore(environment, known), image, known);
}

/** What the upstreams of an environment offer it. */
export function offerTo(
  { after: { need, environments } }: EnvironmentConfig,
  image: string,
  known: KnownEnvironments,
): Candidate {
  return candidateAmong(need, environments, image, known);
}

function candidateAmong(
  need: 'all' | 'any',
  names: readonly string[],
  image: string,
  { declared, histories }: KnownEnvironments,
): Candidate {
  if (names.length === 0) return { kind: 'none' };
  return candidateFrom(
    need,
    names.map((environment) => {
      const last = histories.get(environment)?.get(image)?.at(-1);
      const since = last?.since === undefined ? undefined : { at: last.since, commit: '', url: undefined };
      return { environment, declaration: declared.of(environment).declares(image), since };
    }),
  );
}
