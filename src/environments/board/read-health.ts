import type { GitHub } from '../../github/github.ts';
import { healthContexts } from '../../config/health.ts';
import { healthOf } from '../../promotion/gates/health.ts';
import type { BoardSays } from '../../report/board/board.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import { readStatuses } from '../statuses-since.ts';

/** The commit that brought a declaration, and when. */
interface Brought {
  readonly at: Date;
  readonly commit: string;
  readonly url: string | undefined;
}

/**
 * How an environment is since it declares what it declares now; undefined where `waybill.yaml` does not say
 * who tells.
 */
export type HealthReader = (
  environment: DeclaredEnvironment,
  since: Brought | undefined,
) => BoardSays | undefined;

/** Reads the statuses of base branches since declarations came: one request for a hundred commits. */
export async function readHealth(
  asked: readonly { readonly environment: DeclaredEnvironment; readonly since: Brought }[],
  github: GitHub,
): Promise<HealthReader> {
  const watched = asked.filter(({ environment }) => contextsOf(environment).length > 0);
  const statuses = await readStatuses(
    watched.map(({ environment, since }) => ({ baseBranch: environment.baseBranch, since })),
    github,
  );
  return (environment, since) => {
    const contexts = contextsOf(environment);
    if (contexts.length === 0) return undefined;
    if (since === undefined)
      return { state: 'pending', says: 'It is not known since when this is declared.', url: undefined };
    const health = healthOf({ contexts, commits: statuses(environment.baseBranch, since) });
    const url = health.evidence.find((evidence) => evidence.url !== undefined)?.url;
    return { state: health.state, says: health.state === 'passed' ? 'healthy' : health.says, url };
  };
}

function contextsOf({ config }: DeclaredEnvironment): readonly string[] {
  return healthContexts(true, config);
}
