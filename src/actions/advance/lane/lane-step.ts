import { imageNamed } from '../../../config/images.ts';
import type { Collaborators } from '../../../environments/collaborators.ts';
import type { Environments } from '../../../environments/environments.ts';
import { type LanePlace, openProposal } from '../../../environments/lanes/lane-places.ts';
import { imageQuestion, type Records } from '../../../environments/gate-question.ts';
import { type Proofs, readProofs } from '../../../environments/read-proofs.ts';
import { readGroupRecords } from '../../../environments/lanes/group-question.ts';
import { parseReference } from '../../../image/reference.ts';
import { type Candidate, candidateFrom } from '../../../promotion/advance/candidate.ts';
import { type NextStep, nextStepOf } from '../../../promotion/advance/next-step.ts';
import type { LaneMember } from '../../../promotion/advance/offer.ts';
import { isAt } from '../../../promotion/advance/wave.ts';
import { broughtSince, replacedCounts, type UpstreamStay } from '../../../promotion/advance/replaced.ts';
import { memberGates } from '../../../promotion/gates/evaluate.ts';
import type { GateResult } from '../../../promotion/gates/gate.ts';
import { begunIn } from './begun-waves.ts';

/** What the upstreams offer a lane, and what is known of that and of what its open pull request proposes. */
export interface LaneOffer {
  /** By name of the image. */
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** By name of the image: what came since, where the time of what is replaced counts. */
  readonly brought: ReadonlyMap<string, readonly UpstreamStay[]>;
  readonly records: Records;
  readonly proofs: Proofs;
}

/** A lane with what is offered to it, and what is to become of it. */
export type LaneStep = LanePlace & Pick<LaneOffer, 'records' | 'proofs'> & NextStep;
/** A lane that proposes images. */
export type ProposingLane = Extract<LaneStep, { kind: 'propose' }>;
/** A lane that has nothing left to do. */
export type FinishedLane = Extract<LaneStep, { kind: 'done' }>;

/**
 * Finds what the upstreams offer a lane. Where a gate asks for records, it reads those of what may move: what
 * is offered, and what the open pull request proposes, which can be another digest.
 */
export async function readOffer(
  place: LanePlace,
  environments: Environments,
  { readRecord, prove }: Pick<Collaborators, 'readRecord' | 'prove'>,
): Promise<LaneOffer> {
  const { lane } = place;
  const candidates = new Map(lane.images.map((image) => [image, candidateOf(place, image, environments)]));
  const brought = new Map(lane.images.map((image) => [image, broughtOf(place, image, environments)]));
  const offered = [...candidates].flatMap(([name, candidate]) => [
    ...(candidate.kind === 'one' ? [{ name, digest: candidate.digest }] : []),
    ...(brought.get(name) ?? []).map(({ digest }) => ({ name, digest })),
  ]);
  const moving = [...(openProposal(place) ?? []), ...offered];
  const { environment } = place;
  const mayBe = moving.filter(({ name, digest }) => mayMove(place, name, digest, environments));
  const proofs = await readProofs(
    { config: environments.config, environment, images: mayBe, now: environments.now },
    prove,
  );
  const group = { environment: place.environment.name, names: lane.images, images: moving };
  const records = new Map(await readGroupRecords(group, environments, readRecord));
  if (environment.gates?.version === undefined) return { candidates, brought, records, proofs };
  for (const { name, digest } of mayBe) {
    if (records.has(digest)) continue;
    const { repository } = imageNamed(environments.config, name);
    records.set(digest, await readRecord({ ...parseReference(repository), digest }));
  }
  return { candidates, brought, records, proofs };
}

function broughtOf(
  { environment }: LanePlace,
  image: string,
  environments: Environments,
): readonly UpstreamStay[] {
  if (!replacedCounts(environment)) return [];
  const { need, environments: upstreams } = environment.after;
  const stays = upstreams.map((name) => environments.of(name).stays(image).filter(isStanding));
  return broughtSince(environments.of(environment.name).declares(image), need, stays);
}

function isStanding({ isTakenBack }: { readonly isTakenBack: boolean }): boolean {
  return !isTakenBack;
}

function candidateOf({ environment }: LanePlace, image: string, environments: Environments): Candidate {
  const { need, environments: upstreams } = environment.after;
  if (upstreams.length === 0) return begunIn(environment, image, environments);
  return candidateFrom(
    need,
    upstreams.map((name) => {
      const upstream = environments.of(name);
      const declaration = upstream.declares(image);
      const since = declaration.kind === 'one' ? upstream.since(image, declaration.digest) : undefined;
      return { environment: name, declaration, since };
    }),
  );
}

function mayMove(
  { environment, open }: LanePlace,
  image: string,
  digest: string,
  environments: Environments,
): boolean {
  const here = environments.of(environment.name).declares(image);
  if (here.kind === 'none') return false;
  return here.kind !== 'one' || here.digest !== digest || open !== undefined;
}

/** What is to become of a lane, from everything that was read. */
export function laneStep(place: LanePlace, offer: LaneOffer, environments: Environments): LaneStep {
  const { environment, lane, join, open } = place;
  const step = nextStepOf({
    environment,
    state: environments.of(environment.name).state,
    join,
    members: lane.images.map((image) => memberOf(image, place, offer, environments)),
    proposed: openProposal(place),
    proposedGates: () => gatesOfProposal(place, offer, environments),
    isOpen: open !== undefined,
    isQueued: open?.queued === true,
  });
  return { ...place, records: offer.records, proofs: offer.proofs, ...step };
}

/** What the gates of each image say of what the open pull request proposes and the environment lacks. */
function gatesOfProposal(
  place: LanePlace,
  { records, proofs }: LaneOffer,
  environments: Environments,
): readonly GateResult[] {
  const { environment } = place;
  const here = environments.of(environment.name);
  return (openProposal(place) ?? [])
    .filter(({ name, digest }) => !isAt(here.declares(name), digest))
    .flatMap((image) => {
      const question = imageQuestion(image, { place, records, proofs }, environments);
      return memberGates(question, { environment, wave: undefined, now: environments.now });
    });
}

function memberOf(
  image: string,
  place: LanePlace,
  { candidates, brought, records, proofs }: LaneOffer,
  environments: Environments,
): LaneMember {
  const { environment } = place;
  const candidate = candidates.get(image) ?? { kind: 'none' };
  return {
    image,
    candidate,
    holds: environments.of(environment.name).holds,
    brought: brought.get(image) ?? [],
    gates: (offered) => {
      const question = imageQuestion(offered, { place, records, proofs }, environments);
      return memberGates(question, { environment, wave: undefined, now: environments.now });
    },
  };
}
