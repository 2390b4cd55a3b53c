import type { Actor } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';

interface Limit {
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

export function countUse(github: GitHubState, actor: Actor, resource: string): void {
  const key = usageKey(github, actor, resource);
  github.used.set(key, (github.used.get(key) ?? 0) + 1);
}

export function limitOf(github: GitHubState, actor: Actor, resource: string): Limit {
  const limit = hourlyLimit(actor);
  const used = Math.min(github.used.get(usageKey(github, actor, resource)) ?? 0, limit);
  return { limit, used, remaining: limit - used, reset: (hourOf(github) + 1) * 3600, resource };
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

function usageKey(github: GitHubState, actor: Actor, resource: string): string {
  const who = actor.kind === 'token' ? actor.token.text : actor.kind;
  return `${hourOf(github)} ${resource} ${who}`;
}

function hourOf(github: GitHubState): number {
  return Math.floor(github.now().getTime() / 3_600_000);
}
