import { type RegistryAnswer, type RegistryRequest, failure } from './exchange.ts';
import type { RegistryRoute } from './grammar.ts';

const WINDOW_SECONDS = 21_600;

/**
 * Counts pulls as Docker Hub does (docs.docker.com, "Pull usage and limits"): every GET of a manifest is one,
 * by tag or by digest; a HEAD is none. The answers to both say what is left.
 */
export class PullCounter {
  readonly #limit: number;
  #pulls = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get pulls(): number {
    return this.#pulls;
  }

  /** Counts a request, and refuses it when the limit is reached; undefined when it may go on. */
  count(ask: RegistryRequest, route: RegistryRoute): RegistryAnswer | undefined {
    if (route.kind !== 'manifest' || ask.method !== 'GET') return undefined;
    if (this.#pulls >= this.#limit) {
      const message = 'You have reached your pull rate limit. You may increase the limit by authenticating.';
      return failure(429, 'TOOMANYREQUESTS', message, { headers: this.#headers() });
    }
    this.#pulls += 1;
    return undefined;
  }

  /** The answer to a request about a manifest, with what is left. */
  tell(route: RegistryRoute, given: RegistryAnswer): RegistryAnswer {
    return route.kind === 'manifest' && given.status === 200
      ? { ...given, headers: { ...given.headers, ...this.#headers() } }
      : given;
  }

  #headers(): Record<string, string> {
    return {
      'ratelimit-limit': `${this.#limit};w=${WINDOW_SECONDS}`,
      'ratelimit-remaining': `${this.#limit - this.#pulls};w=${WINDOW_SECONDS}`,
    };
  }
}
