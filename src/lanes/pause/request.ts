import type { Outcome } from '../../promotion/lane/decide.ts';
import type { MergeStep } from '../write/merge-step.ts';

/** What is to be paused or resumed, and who asks for it. */
export interface PauseRequest {
  readonly kind: 'pause' | 'resume';
  readonly environment: string;
  /** The config repo, `owner/name`, and the branch that `waybill.yaml` is read from. */
  readonly repository: string;
  readonly branch: string | undefined;
  /** Names of images and groups; empty for the whole environment. */
  readonly images: readonly string[];
  /** Why. Needed for a pause. */
  readonly reason: string | undefined;
  /** How long, or until when, as it was written; `what` says where. */
  readonly until: { readonly text: string; readonly what: string } | undefined;
  /** Login of who asks; undefined for that of the token. */
  readonly by: string | undefined;
  /** Address of the run. */
  readonly run: string | undefined;
  readonly dryRun: boolean;
}

/** What a run did. */
export interface PauseReport {
  readonly kind: PauseRequest['kind'];
  readonly environment: string;
  readonly repository: string;
  readonly outcome: Outcome;
  readonly changed: boolean;
  /** Why, as a sentence or two. */
  readonly reason: string;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
  readonly head: string | undefined;
  /** Where the change stands, or stood. */
  readonly branch: string;
  /**
   * How far the pull request that resumes is on its way to being merged; undefined where it is not merged.
   */
  readonly merge: MergeStep['kind'] | undefined;
  /** What is paused in the environment after this run, as sentences. */
  readonly paused: readonly string[];
  /** Pull requests of lanes that are kept from being merged. */
  readonly lanes: readonly { readonly unit: string; readonly number: number; readonly url: string }[];
  readonly dryRun: boolean;
}
