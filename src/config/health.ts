import type { EnvironmentConfig, GatesConfig } from './config.ts';
import { TARGET_PLACEHOLDER } from './schema/environment.ts';

/** An environment as far as it says how it is. */
type Watched = Pick<EnvironmentConfig, 'health' | 'targets'>;

/**
 * The commit statuses that say how an upstream is: with `gates.healthy: true` those of its own `health`, else
 * those that the gate names.
 */
export function healthContexts(healthy: GatesConfig['healthy'], upstream: Watched): readonly string[] {
  const targets = upstream.targets.map(({ name }) => name);
  return healthy === true
    ? upstream.health.flatMap((context) => forEach(targets, context))
    : named(healthy ?? [], targets);
}

/** The same for one target of an environment, whose next wave waits for it. */
export function targetContexts(
  healthy: GatesConfig['healthy'],
  environment: Pick<Watched, 'health'>,
  target: string,
): readonly string[] {
  return healthy === true
    ? environment.health.flatMap((context) => forEach([target], context))
    : named(healthy ?? [], [target]);
}

/**
 * A list in a gate speaks of several environments. Its contexts with `{target}` speak of environments that
 * have targets, once for each; the others of environments that have none, or that no context with `{target}`
 * speaks of.
 */
function named(contexts: readonly string[], targets: readonly string[]): readonly string[] {
  const each = contexts.filter((context) => context.includes(TARGET_PLACEHOLDER));
  const plain = contexts.filter((context) => !context.includes(TARGET_PLACEHOLDER));
  return targets.length === 0 || each.length === 0
    ? plain
    : each.flatMap((context) => forEach(targets, context));
}

function forEach(targets: readonly string[], context: string): readonly string[] {
  return context.includes(TARGET_PLACEHOLDER)
    ? targets.map((target) => context.replaceAll(TARGET_PLACEHOLDER, target))
    : [context];
}
