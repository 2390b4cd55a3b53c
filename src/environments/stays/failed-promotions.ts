import { healthContexts } from '../../config/health.ts';
import type { GitHub } from '../../github/github.ts';
import type { Digest } from '../../image/digest.ts';
import type { Evidence } from '../../promotion/gates/gate.ts';
import { healthOf } from '../../promotion/gates/health.ts';
import { holdOn } from '../../promotion/hold/holds.ts';
import { type Failure, failureAfter, failureReason } from '../../promotion/roll-back/on-failure.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import type { Environments } from '../environments.ts';
import { isReserved, type LanePlace, standingOf } from '../lanes/lane-places.ts';
import { readStatuses, type StatusReader } from '../statuses-since.ts';
import { type DeclaredStay, readDeclaredStays, type StaysReader } from './declared-stays.ts';

/** A promotion after which its environment failed. */
export interface FailedPromotion {
  readonly place: LanePlace;
  /** One sentence. */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** What may not be gone back to: it failed here before. */
  readonly failedBefore: readonly { readonly image: string; readonly digest: Digest }[];
  /** Nothing else moved at that time, and what it goes back to was healthy here. */
  readonly isClear: boolean;
}

/**
 * A failure is looked for so much longer than it has time to come: runs come late, and a status says when it
 * was.
 */
const LATE = 24 * 60 * 60_000;

/**
 * The promotions into an environment that failed, where it asks for roll backs by itself. A version that came
 * back over a newer one is none: nothing is rolled back twice. Three requests, one for the statuses where
 * something moved lately, and a few more where it failed.
 */
export async function failedPromotions(
  places: readonly LanePlace[],
  environments: Environments,
  github: GitHub,
): Promise<readonly FailedPromotion[]> {
  const [first] = places;
  const rollback = first?.environment.rollback;
  if (first === undefined || rollback === undefined) return [];
  const environment = environments.of(first.environment.name);
  const contexts = healthContexts(true, environment.config);
  const moved = await movedLately(places, rollback['on-failure'], { environment, environments, github });
  if (moved.length === 0) return [];
  const statuses = await readStatuses(
    moved.map(({ stay }) => stay),
    github,
  );
  const failed = moved.flatMap(({ place, stay }): readonly FailedMove[] => {
    const commits = statuses(stay.baseBranch, stay.since);
    const failure = failureAfter({ since: stay.since.at, commits }, contexts, rollback['on-failure']);
    return failure === undefined ? [] : [{ place, stay, failure }];
  });
  const suspects = suspectsOf(failed, contexts, statuses);
  const open = suspects.filter(({ place }) => !isReserved(standingOf(place)));
  if (open.length === 0) return [];
  const past = await readPastOf(open, { environment, environments, github });
  return open.flatMap(
    (move) => failedPromotion(move, suspects.length === 1, { ...past, environment, contexts }) ?? [],
  );
}

/** A lane, and what came to it last. */
interface Move {
  readonly place: LanePlace;
  readonly stay: BegunStay;
}

interface FailedMove extends Move {
  readonly failure: Failure;
}

/** Where the histories of an environment are read from. */
interface StaysSource {
  readonly environment: DeclaredEnvironment;
  readonly environments: Environments;
  readonly github: GitHub;
}

/** The lanes to which something came so lately that a failure may be of it. */
async function movedLately(
  places: readonly LanePlace[],
  within: number,
  { environment, environments, github }: StaysSource,
): Promise<readonly Move[]> {
  const images = places.flatMap(({ lane }) => lane.images);
  const asked = images.map((image) => ({ environment, image, sought: [] }));
  const lately = await readDeclaredStays(asked, environments.config, github);
  return places.flatMap((place) => {
    const stay = lastMove(place, lately);
    const age = stay === undefined ? Infinity : environments.now.getTime() - stay.since.at.getTime();
    return stay === undefined || age > within + LATE ? [] : [{ place, stay }];
  });
}

/** A move after which all was well until the next one came is not what failed. */
function suspectsOf(
  failed: readonly FailedMove[],
  contexts: readonly string[],
  statuses: StatusReader,
): readonly FailedMove[] {
  return failed.filter(({ stay }) => {
    const next = failed.filter((other) => other.stay.since.at > stay.since.at).toSorted(bySince)[0];
    if (next === undefined) return true;
    const between = statuses(stay.baseBranch, stay.since, next.stay.since);
    return healthOf({ contexts, commits: between }).state !== 'passed';
  });
}

/** What an environment declared before, and how it was then. */
interface PastOfEnvironment {
  readonly stays: StaysReader;
  readonly statuses: StatusReader;
}

async function readPastOf(
  moves: readonly Move[],
  { environment, environments, github }: StaysSource,
): Promise<PastOfEnvironment> {
  const images = moves.flatMap(({ place }) => place.lane.images);
  const asked = images.map((image) => ({ environment, image, sought: 'all' as const }));
  const stays = await readDeclaredStays(asked, environments.config, github);
  const ended = images.flatMap((image) => stays(environment.config.name, image));
  return { stays, statuses: await readStatuses(ended.filter(hasBegun), github) };
}

/** Undefined where what came is a return: that is not taken back again by itself. */
function failedPromotion(
  { place, stay, failure }: FailedMove,
  isAlone: boolean,
  { stays, statuses, environment, contexts }: PastOfEnvironment & JudgedEnvironment,
): FailedPromotion | undefined {
  const name = environment.config.name;
  const back = place.lane.images.map((image) => backOf(image, stays(name, image), stay));
  if (back.some(({ isReturn }) => isReturn)) return undefined;
  const health = healthBefore(
    back.flatMap(({ earlier }) => earlier),
    contexts,
    statuses,
  );
  const isBad = (image: string, digest: Digest): boolean =>
    holdOn(environment.holds, image, digest) !== undefined || health.get(digest) === 'failed';
  const targets = back
    .filter(({ isMoved }) => isMoved)
    .map(({ image, earlier }) => earlier.findLast(({ digest }) => !isBad(image, digest))?.digest);
  return {
    place,
    reason: failureReason(failure.says, stay.since.at, failure.failedAt),
    evidence: failure.evidence,
    failedBefore: back.flatMap(({ image, earlier }) =>
      earlier.flatMap(({ digest }) => (health.get(digest) === 'failed' ? [{ image, digest }] : [])),
    ),
    isClear: isAlone && targets.every((digest) => digest !== undefined && health.get(digest) === 'passed'),
  };
}

/** An environment with its holds, and the statuses that say how it is. */
interface JudgedEnvironment {
  readonly environment: ReturnType<Environments['of']>;
  readonly contexts: readonly string[];
}

type BegunStay = DeclaredStay & { readonly since: NonNullable<DeclaredStay['since']> };

function hasBegun(stay: DeclaredStay): stay is BegunStay {
  return stay.since !== undefined;
}

function bySince(a: { readonly stay: BegunStay }, b: { readonly stay: BegunStay }): number {
  return a.stay.since.at.getTime() - b.stay.since.at.getTime();
}

/** What came last to a lane; undefined where its files do not agree on an image. */
function lastMove({ lane, environment }: LanePlace, stays: StaysReader): BegunStay | undefined {
  const present = lane.images.flatMap((image) => {
    const last = stays(environment.name, image).at(-1);
    return last === undefined || last.until !== undefined || !hasBegun(last) ? [] : [last];
  });
  return present.toSorted((a, b) => b.since.at.getTime() - a.since.at.getTime())[0];
}

/** What an image would go back to. */
interface ImageBack {
  readonly image: string;
  /** Whether it came with the promotion that failed. */
  readonly isMoved: boolean;
  /** It was declared before, left, and came back: it is not taken back again by itself. */
  readonly isReturn: boolean;
  /** What was declared before it and never taken back, oldest first. */
  readonly earlier: readonly DeclaredStay[];
}

function backOf(image: string, stays: readonly DeclaredStay[], moved: BegunStay): ImageBack {
  const present = stays.at(-1);
  const isMoved = present?.since?.commit === moved.since.commit;
  const earlier = stays.slice(0, -1);
  const isReturn = isMoved && earlier.some(({ digest }) => digest === present?.digest);
  return { image, isMoved, isReturn, earlier: earlier.filter(({ isTakenBack }) => !isTakenBack) };
}

/** How the environment was while it declared each digest, at the end. */
function healthBefore(
  earlier: readonly DeclaredStay[],
  contexts: readonly string[],
  statuses: StatusReader,
): ReadonlyMap<Digest, 'passed' | 'pending' | 'failed'> {
  return new Map(
    earlier.map(({ digest, since, until, baseBranch }) => {
      const commits = since === undefined ? [] : statuses(baseBranch, since, until);
      return [digest, healthOf({ contexts, commits }).state];
    }),
  );
}
