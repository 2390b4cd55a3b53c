import { GitHubRefusal } from '../http/answer.ts';

/** How much GitHub works out for one query before it gives up. Its own numbers are not published. */
export interface WorkLimits {
  /** Nodes that connections may ask for (`first`, `last`), each connection as often as it is opened. */
  readonly nodes: number;
  /** Files whose blame is asked for; GitHub walks through the history of each. */
  readonly blames: number;
}

export const USUAL_LIMITS: WorkLimits = { nodes: 10_000, blames: 10 };

/**
 * Counts what one query makes GitHub do. Fields beyond the limit are missing from the answer, with an error
 * for each; a query that takes too long has no answer at all.
 */
export class Work {
  readonly #limits: WorkLimits;
  #nodes = 0;
  #blames = 0;

  constructor(limits: WorkLimits) {
    this.#limits = limits;
  }

  /** To be called for every field, before it is worked out. */
  count(field: string, args: Readonly<Record<string, unknown>>): void {
    if (field === 'blame') this.#blames += 1;
    const size = args['first'] ?? args['last'];
    if (typeof size !== 'number') return;
    this.#nodes += size;
    if (this.#nodes > this.#limits.nodes)
      throw new GitHubRefusal(422, 'Resource limits for this query exceeded.', {
        graphqlType: 'RESOURCE_LIMITS_EXCEEDED',
      });
  }

  /** Whether the query took longer than the ten seconds that GitHub gives it. */
  get isCutOff(): boolean {
    return this.#blames > this.#limits.blames;
  }
}
