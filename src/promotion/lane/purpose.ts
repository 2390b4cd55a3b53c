import type { Digest } from '../../image/digest.ts';

/** Who asked for something out of the ordinary, why, and in which run. */
export interface Asked {
  /** Login of the person or the App. */
  readonly by: string;
  /** Foreign text. */
  readonly reason: string;
  /** Address of the run. */
  readonly run: string | undefined;
  /** What was seen, where nobody but a failure asked for it. */
  readonly evidence?: readonly { readonly text: string; readonly url: string | undefined }[];
}

/** One image that goes back, and the digest that it leaves. */
export interface RolledBack {
  readonly name: string;
  readonly digest: Digest;
}

/** Which of an environment's targets are promoted now, counted from 1. */
export interface Wave {
  readonly number: number;
  readonly of: number;
  readonly targets: readonly string[];
}

/**
 * What a lane is moved for. Its title, its commit and its pull request say it beside the images.
 *
 * - `promotion`: the upstreams declare it, or there are none. `wave` is undefined for the whole environment.
 * - `hotfix`: a person brings it straight in, past the upstreams. `passedOver` has a sentence for each gate
 *   left aside.
 * - `roll-back`: a person brings back what was declared before. `holds` says whether what it leaves is held,
 *   `pauses` whether anything newer waits for a person.
 */
export type Purpose =
  | { readonly kind: 'promotion'; readonly wave: Wave | undefined }
  | { readonly kind: 'hotfix'; readonly asked: Asked; readonly passedOver: readonly string[] }
  | {
      readonly kind: 'roll-back';
      readonly asked: Asked;
      readonly from: readonly RolledBack[];
      readonly holds: boolean;
      /** Nothing newer is merged until a person resumes. */
      readonly pauses?: boolean;
    };

/** What the upstreams declare, into the whole environment. */
export const ORDINARY: Purpose = { kind: 'promotion', wave: undefined };
