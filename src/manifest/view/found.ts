import type { SoughtImage } from '../plan.ts';
import type { ReferenceSlot } from './reference-slot.ts';

/**
 * Another repository that could be the image all the same: with the same last path segment, or put in its
 * place.
 */
export interface Lookalike {
  readonly slot: ReferenceSlot;
  readonly repository: string;
}

/** What the files hold of one image, and what may be mistaken for it. */
export interface Match {
  readonly image: SoughtImage;
  readonly found: readonly ReferenceSlot[];
  readonly lookalikes: readonly Lookalike[];
  /** Names in bases that a matched Kustomize entry replaces by the image. */
  readonly placeholders: readonly ReferenceSlot[];
  /**
   * Kustomize entries that put another repository in the place of the image: before its tag and digest, or
   * one that is known by name, with its own.
   */
  readonly renamings: readonly Lookalike[];
  /** Versions of charts that do not hold the image. */
  readonly otherCharts: readonly ReferenceSlot[];
}
