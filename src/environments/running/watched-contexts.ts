import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { healthContexts, targetContexts } from '../../config/health.ts';

/**
 * The commit statuses that say how an environment runs, or one target of it: its own `health`; without one,
 * what the gates of the environments after it wait for.
 */
export function watchedContexts(
  { environments }: Pick<Config, 'environments'>,
  environment: EnvironmentConfig,
  target: string | undefined,
): readonly string[] {
  const own = { ...environment, targets: target === undefined ? environment.targets : [] };
  const named = (healthy: Parameters<typeof healthContexts>[0]): readonly string[] =>
    target === undefined ? healthContexts(healthy, own) : targetContexts(healthy, own, target);
  if (environment.health.length > 0) return named(true);
  const later = environments.filter(({ after }) => after.environments.includes(environment.name));
  return [...new Set(later.flatMap(({ gates }) => (gates?.healthy === true ? [] : named(gates?.healthy))))];
}
