/*
 * The room for what agents say by events: each is read into one signal, which knows no GitHub and no clock.
 * A signal is kept as a commit status (`reported-status.ts`), so gates, observe and status see the same.
 */
import { isPlainAddress } from '../../report/markdown.ts';
import type { Digest } from '../../image/digest.ts';
import type { GateState } from '../../promotion/gates/gate.ts';

/** What an agent said once. */
export interface Signal {
  /** What spoke, as a commit status calls it: `kustomization/apps/dev`, `argocd/shop-dev/main`. */
  readonly speaker: string;
  readonly state: GateState;
  /** A few words: `health check passed`. */
  readonly says: string;
  /** The agent's own clock. Of two signals of one speaker the later one counts. */
  readonly at: Date;
  /** The commit that the agent had applied; undefined where it names none. */
  readonly commit: string | undefined;
  /**
   * The images that run, where the agent names them. Then they decide what it speaks of, and not the commit.
   */
  readonly images: readonly RunningImage[];
  /** Where a person reads more. */
  readonly url: string | undefined;
}

/** An image as an agent sees it running. */
export interface RunningImage {
  /** `registry/repository`. */
  readonly repository: string;
  /** Undefined where the agent knows a tag alone. */
  readonly digest: Digest | undefined;
}

/** What an event comes to: a signal, or why nothing follows from it. */
export type SignalReading =
  { readonly kind: 'signal'; readonly signal: Signal } | { readonly kind: 'nothing'; readonly why: string };

/** A text in the place of an address is left out: GitHub would refuse the status that links to it. */
export function signalled(signal: Signal): SignalReading {
  const { url } = signal;
  const isAddress = url !== undefined && isPlainAddress(url);
  return { kind: 'signal', signal: { ...signal, url: isAddress ? url : undefined } };
}

export function nothing(why: string): SignalReading {
  return { kind: 'nothing', why };
}

/** A part of the name of a commit status. A slash or a blank in it would make another name of it. */
export function speakerPart(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s/]+/g, '-');
}
