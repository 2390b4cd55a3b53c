import { GitHubRefusal } from '../http/answer.ts';
import { SECONDARY_LIMIT } from '../http/fault-answer.ts';
import type { Fault } from '../sandbox-github.ts';

/** Fields that make something that people are told of. */
const CONTENT: ReadonlySet<string> = new Set(['createPullRequest', 'addComment']);

/** Stops a mutation after some of its fields are done: what they did stays. */
export class Midway {
  readonly #mode: Fault['mode'] | undefined;
  #left: number;

  constructor(fault: Fault | undefined) {
    this.#mode = fault?.mode;
    this.#left = fault?.amount ?? 0;
  }

  /**
   * To be called for each field of a mutation, before it is done. Throws what GitHub answers in its place.
   */
  enter(field: string): void {
    if (!this.#stops(field)) return;
    if (this.#left > 0) {
      this.#left -= 1;
      return;
    }
    if (this.#mode === 'too-quickly') throw new GitHubRefusal(422, 'was submitted too quickly');
    throw new GitHubRefusal(403, SECONDARY_LIMIT, { graphqlType: null });
  }

  /** Whether the whole answer is lost, as after ten seconds of work. */
  get isCutOff(): boolean {
    return this.#mode === 'cut-off-midway';
  }

  #stops(field: string): boolean {
    if (this.#mode === 'too-quickly') return CONTENT.has(field);
    return this.#mode === 'cut-off-midway' || this.#mode === 'secondary-limit-midway';
  }
}
