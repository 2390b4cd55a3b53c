import type { Actor } from '../state/model.ts';
import type { World } from '../state/world.ts';

export interface Limit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
  readonly used: number;
  readonly resource: string;
}

/** How many requests an hour GitHub gives this kind of token. */
export function hourlyLimit(actor: Actor): number {
  if (actor.kind === 'anonymous') return 60;
  return actor.kind === 'token' && actor.token.grant.kind === 'workflow' ? 1000 : 5000;
}

export function countUse(world: World, actor: Actor, resource: string): void {
  const key = usageKey(world, actor, resource);
  world.used.set(key, (world.used.get(key) ?? 0) + 1);
}

export function limitOf(world: World, actor: Actor, resource: string): Limit {
  const limit = hourlyLimit(actor);
  const used = Math.min(world.used.get(usageKey(world, actor, resource)) ?? 0, limit);
  return { limit, used, remaining: limit - used, reset: (hourOf(world) + 1) * 3600, resource };
}

/** The headers of every answer; a limit that has been reached says until when. */
export function limitHeaders(limit: Limit): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit.limit),
    'x-ratelimit-remaining': String(limit.remaining),
    'x-ratelimit-reset': String(limit.reset),
    'x-ratelimit-used': String(limit.used),
    'x-ratelimit-resource': limit.resource,
  };
}

function usageKey(world: World, actor: Actor, resource: string): string {
  const who = actor.kind === 'token' ? actor.token.text : actor.kind;
  return `${hourOf(world)} ${resource} ${who}`;
}

function hourOf(world: World): number {
  return Math.floor(world.now().getTime() / 3_600_000);
}
