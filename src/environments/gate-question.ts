import { healthContexts, targetContexts } from '../config/health.ts';
import type { Digest } from '../image/digest.ts';
import type { OpenPull } from '../github/github.ts';
import { versionsOf } from '../promotion/advance/environment-state.ts';
import { hasConverged } from '../promotion/advance/wave.ts';
import type {
  GateQuestion,
  ImageQuestion,
  Review,
  ReviewStanding,
  TargetStanding,
  UpstreamStanding,
  WaveStanding,
} from '../promotion/gates/question.ts';
import { holdOn } from '../promotion/hold/holds.ts';
import { inForce } from '../promotion/pause/pauses.ts';
import type { ProposedImage } from '../promotion/lane/images.ts';
import type { Wave } from '../promotion/lane/purpose.ts';
import type { Knowledge } from '../records/record-reader.ts';
import type { Environments } from './environments.ts';
import { groupQuestions } from './lanes/group-question.ts';
import type { LanePlace } from './lanes/lane-places.ts';
import { type Proofs, standingOfProof } from './read-proofs.ts';

/**
 * What is known of images, by digest: an open proposal and what waits behind it are two digests of one
 * name. Read only where a gate asks for it.
 */
export type Records = ReadonlyMap<Digest, Knowledge>;

/** A proposal to bring images into the environment of a lane. */
export interface LaneProposal {
  readonly place: LanePlace;
  readonly images: readonly ProposedImage[];
  readonly wave: Wave | undefined;
  readonly records: Records;
  readonly proofs: Proofs;
}

/** The question that the gates answer about a proposal, from what is known of the environments. */
export function gateQuestion(proposal: LaneProposal, environments: Environments): GateQuestion {
  const { place, images, wave } = proposal;
  return {
    environment: place.environment,
    members: images.map((image) => imageQuestion(image, proposal, environments)),
    groups: groupQuestions({ environment: place.environment.name, images }, proposal.records, environments),
    wave: wave === undefined ? undefined : waveStanding(place, images, wave, environments),
    pauses: inForce(environments.of(place.environment.name).pauses, place.lane.images, environments.now),
    review: place.open === undefined ? undefined : reviewStanding(place.open),
    now: environments.now,
  };
}

/**
 * The same question about a head that is written now: reviews were of the one before, and nobody has seen
 * this one.
 */
export function withoutReviews(question: GateQuestion): GateQuestion {
  const { review } = question;
  return review === undefined ? question : { ...question, review: { ...review, reviews: [] } };
}

/** What the gates are asked about one image of a proposal. */
export function imageQuestion(
  { name, digest, tag }: ProposedImage,
  { place, records, proofs }: Pick<LaneProposal, 'place' | 'records' | 'proofs'>,
  environments: Environments,
): ImageQuestion {
  const { environment } = place;
  const here = environments.of(environment.name);
  return {
    name,
    digest,
    tag,
    version: records.get(digest)?.record?.own?.version,
    unanswered: records.get(digest)?.unanswered === true,
    declared: versionsOf(here.declares(name)).map((version) => ({
      digest: version.digest,
      tag: version.tag,
      version: undefined,
    })),
    upstreams: environment.after.environments.map((upstream) =>
      upstreamStanding(upstream, { name, digest, tag }, place, environments),
    ),
    hold: holdOn(here.holds, name, digest),
    provenance: standingOfProof(proofs, { name, digest }),
  };
}

function upstreamStanding(
  name: string,
  image: ProposedImage,
  { environment: { gates } }: LanePlace,
  environments: Environments,
): UpstreamStanding {
  const { digest } = image;
  const upstream = environments.of(name);
  const declaration = upstream.declares(image.name);
  const contexts = healthContexts(gates?.healthy, upstream.config);
  if (declaration.kind !== 'one' || declaration.digest !== digest) {
    // What was rolled back upstream has not proved itself there, however long it was declared.
    const stay = upstream.stays(image.name).findLast((earlier) => earlier.digest === digest);
    const isRolledBack =
      holdOn(upstream.holds, image.name, digest) !== undefined || stay?.isTakenBack === true;
    const { since, until } = stay ?? {};
    if (!isRolledBack && since !== undefined && until !== undefined) {
      const commits = upstream.statusesSince(since, until);
      return { environment: name, declares: { kind: 'before', since, until }, contexts, commits };
    }
    const instead = versionsOf(declaration).map((version) => ({ digest: version.digest, tag: version.tag }));
    return {
      environment: name,
      declares: { kind: 'not', instead, isRolledBack },
      contexts,
      commits: [],
    };
  }
  const since = upstream.since(image.name, digest);
  const commits = since === undefined ? [] : upstream.statusesSince(since);
  return { environment: name, declares: { kind: 'now', since }, contexts, commits };
}

function waveStanding(
  { environment }: LanePlace,
  images: readonly ProposedImage[],
  wave: Wave,
  environments: Environments,
): WaveStanding {
  const earlier = (environment.waves ?? []).slice(0, wave.number - 1).flat();
  const here = environments.of(environment.name);
  return {
    number: wave.number,
    targets: wave.targets,
    earlier: earlier.map((name): TargetStanding => {
      const target = here.target(name);
      const known = images.flatMap((image) => {
        const since = target.since(image.name, image.digest);
        return since === undefined ? [] : [since];
      });
      const newest = known.toSorted((a, b) => b.at.getTime() - a.at.getTime()).at(0);
      return {
        target: name,
        converged: hasConverged(images, here.state, name),
        contexts: targetContexts(environment.gates?.healthy, environment, name),
        commits: newest === undefined || known.length < images.length ? [] : here.statusesSince(newest),
      };
    }),
  };
}

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};

/** What people said of the pull request; an App cannot approve for them. */
export function reviewStanding(
  open: Pick<OpenPull, 'headOid' | 'author' | 'reviews' | 'url'>,
): ReviewStanding {
  return {
    head: open.headOid,
    author: open.author,
    reviews: open.reviews
      .filter(({ person }) => person)
      .map(({ login, state, commit }) => ({
        by: login,
        state: STATES[state] ?? 'commented',
        commit,
        url: open.url,
      })),
  };
}
