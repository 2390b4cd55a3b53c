import type { Digest } from '../../image/digest.ts';
import { proposedBy } from '../../promotion/lane/head-standing.ts';
import { WHOLE_CONTEXT } from '../../promotion/status/commit-status.ts';
import { type LanePlace, standingOf } from '../lanes/lane-places.ts';

/** A digest that an open pull request brings into an environment, and what it waits for. */
export interface ProposedDigest {
  readonly environment: string;
  readonly image: string;
  readonly repository: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
  readonly pull: { readonly number: number; readonly url: string };
  /** What the status `waybill` of its head says; empty where there is none yet. */
  readonly waitsFor: string;
}

/** What is proposed now. The commit on the branch says it, and not the text of the pull request. */
export function proposals(places: readonly LanePlace[]): readonly ProposedDigest[] {
  return places.flatMap((place) => {
    const standing = standingOf(place);
    const { open } = place;
    if (open === undefined || standing.kind !== 'ours') return [];
    const whole = open.statuses.find(({ context }) => context === WHOLE_CONTEXT);
    const { number, url } = open;
    return proposedBy(standing.trailers, place.lane).map(({ name, repository, digest, tag }) => ({
      environment: place.environment.name,
      ...{ image: name, repository, digest, tag },
      pull: { number, url },
      waitsFor: whole?.description ?? '',
    }));
  });
}
