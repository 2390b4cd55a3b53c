import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { inOrder } from '../../../../src/config/environments.ts';
import { allLanes, type LaneMembers } from '../../../../src/config/images.ts';
import type { Digest } from '../../../../src/image/digest.ts';
import { aimOf, type AimMember } from '../../../../src/promotion/advance/aim.ts';
import { candidateFrom } from '../../../../src/promotion/advance/candidate.ts';
import {
  type Declaration,
  declarationOf,
  declaredIn,
  type EnvironmentState,
  type Since,
  versionsOf,
} from '../../../../src/promotion/advance/environment-state.ts';
import { type Aimed, hasConverged } from '../../../../src/promotion/advance/wave.ts';
import { statusesToWrite } from '../../../../src/promotion/gates/commit-status.ts';
import { evaluateGates, memberGates } from '../../../../src/promotion/gates/evaluate.ts';
import { allPassed, type GateResult } from '../../../../src/promotion/gates/gate.ts';
import { contextsFor } from '../../../../src/promotion/gates/health.ts';
import type {
  CommitStatuses,
  MemberQuestion,
  Question,
  TargetStanding,
  UpstreamDeclares,
  UpstreamStanding,
} from '../../../../src/promotion/gates/question.ts';
import { holdOn } from '../../../../src/promotion/hold/holds.ts';
import type { Wave } from '../../../../src/promotion/occasion.ts';
import { aPlace } from '../a-standing.ts';
import {
  type BaseCommit,
  commitsOf,
  declare,
  digestOf,
  head,
  type OpenPull,
  staysOf,
  tagOf,
  type Versions,
  versionOf,
  type World,
} from './world.ts';

/** What one run did to one lane. */
export interface Change {
  readonly kind: 'opened' | 'updated' | 'closed' | 'status' | 'merged';
  readonly environment: EnvironmentConfig;
  readonly lane: LaneMembers;
  readonly images: readonly Aimed[];
  readonly wave: Wave | undefined;
}

export function pullKey(environment: { readonly name: string }, lane: { readonly name: string }): string {
  return `${environment.name}/${lane.name}`;
}

/**
 * One advance run: everything is read first, then every lane is brought as far as the pure functions say. `merging` is
 * called before a merge is carried out.
 */
export function advance(
  world: World,
  merging: (change: Change) => void = () => undefined,
): readonly Change[] {
  const seen = new Map(world.config.environments.map(({ name }) => [name, stateOf(world, name)]));
  const changes: Change[] = [];
  const merges: Change[] = [];
  for (const environment of inOrder(world.config))
    for (const lane of allLanes(world.config)) {
      const aim = aimFor(world, seen, environment, lane);
      const key = pullKey(environment, lane);
      const open = world.pulls.get(key);
      if (aim.kind === 'done') {
        world.pulls.delete(key);
        changes.push({ kind: 'closed', environment, lane, images: [], wave: undefined });
      }
      if (aim.kind !== 'bring') continue;
      const { images, wave } = aim;
      const change = { environment, lane, images, wave };
      if (open === undefined || !isSame(open, images, wave)) {
        world.counter += 1;
        world.pulls.set(key, {
          images,
          wave,
          head: `head-${world.counter}`,
          openedAt: world.now,
          statuses: [],
          reviews: [],
        });
        changes.push({ kind: open === undefined ? 'opened' : 'updated', ...change });
      }
      const results = judge(world, environment, lane) ?? [];
      if (writeStatuses(world, key, results)) changes.push({ kind: 'status', ...change });
      if (allPassed(results)) merges.push({ kind: 'merged', ...change });
    }
  for (const merge of merges) {
    merging(merge);
    carryOut(world, merge);
  }
  return [...changes, ...merges];
}

/** The gates of the open pull request of a lane; undefined when there is none. */
export function judge(
  world: World,
  environment: EnvironmentConfig,
  lane: { readonly name: string },
): readonly GateResult[] | undefined {
  const open = world.pulls.get(pullKey(environment, lane));
  return open === undefined ? undefined : evaluateGates(questionOf(world, environment, open));
}

function isSame(open: OpenPull, images: readonly Aimed[], wave: Wave | undefined): boolean {
  const key = (all: readonly Aimed[]): string => all.map(({ image, digest }) => image + digest).join();
  return key(open.images) === key(images) && open.wave?.number === wave?.number;
}

function writeStatuses(world: World, key: string, results: readonly GateResult[]): boolean {
  const open = world.pulls.get(key);
  if (open === undefined) return false;
  const written = statusesToWrite(results, open.statuses, undefined);
  const kept = open.statuses.filter(({ context }) => !written.some((one) => one.context === context));
  open.statuses = [...kept, ...written];
  return written.length > 0;
}

function carryOut(world: World, { environment, lane, images, wave }: Change): void {
  const targets = wave?.targets ?? [...head(world, environment.name).targets.keys()];
  const versions: Versions = new Map(
    images.map(({ image, digest }) => [image, versionOf(world, image, digest)]),
  );
  declare(world, environment.name, targets, versions);
  world.pulls.delete(pullKey(environment, lane));
}

/** When a lane may go on by itself although its open pull request, if it has one, waits for nothing. */
export function looksOfAims(world: World): readonly number[] {
  const seen = new Map(world.config.environments.map(({ name }) => [name, stateOf(world, name)]));
  return world.config.environments.flatMap((environment) =>
    allLanes(world.config).flatMap((lane) => {
      const aim = aimFor(world, seen, environment, lane);
      const until = aim.kind === 'bring' || aim.kind === 'wait' ? aim.until : undefined;
      return until === undefined ? [] : [until.getTime()];
    }),
  );
}

type States = ReadonlyMap<string, EnvironmentState>;

function aimFor(
  world: World,
  states: States,
  environment: EnvironmentConfig,
  lane: LaneMembers,
): ReturnType<typeof aimOf> {
  const state = stateIn(states, environment.name);
  const open = world.pulls.get(pullKey(environment, lane));
  const members = lane.images.map(({ name: image }): AimMember => {
    const upstreams = environment.after.environments.map((upstream) => {
      const declaration = declaredIn(stateIn(states, upstream), image);
      const since = declaration.kind === 'one' ? sinceOf(world, upstream, image) : undefined;
      return { environment: upstream, declaration, since };
    });
    const candidate = candidateFrom(environment.after.need, upstreams);
    const gates = (): readonly GateResult[] =>
      candidate.kind === 'one'
        ? memberGates(memberOf(world, environment, image, candidate.digest, candidate.tag), {
            environment,
            wave: undefined,
            now: new Date(world.now),
          })
        : [];
    return { image, candidate, holds: world.holds.get(environment.name) ?? [], gates };
  });
  return aimOf({
    environment,
    state,
    join: lane.join,
    members,
    proposed: open?.images,
    isOpen: open !== undefined,
  });
}

function stateIn(states: States, environment: string): EnvironmentState {
  const state = states.get(environment);
  if (state === undefined) throw new Error(`${environment} was not read`);
  return state;
}

function stateOf(world: World, environment: string): EnvironmentState {
  const { targets } = head(world, environment);
  const images = world.config.images.map(({ name }) => name);
  const of = (owns: readonly Versions[]): ReadonlyMap<string, Declaration> =>
    new Map(images.map((image) => [image, declarationIn(image, owns)]));
  const each = targets.has(environment) ? [] : [...targets];
  return {
    environment,
    images: of([...targets.values()]),
    targets: new Map(each.map(([target, own]) => [target, of([own])])),
  };
}

function declarationIn(image: string, owns: readonly Versions[]): Declaration {
  return declarationOf(
    owns.map((own) => {
      const version = own.get(image) ?? 0;
      const digest = digestOf(image, version);
      return { place: aPlace(image, tagOf(version), digest), digest, resolved: false };
    }),
  );
}

function sinceOf(world: World, environment: string, image: string): Since | undefined {
  const stay = staysOf(world, environment, image).at(-1);
  return stay === undefined || stay.end !== undefined ? undefined : sinceAt(stay.first);
}

function sinceAt({ at, oid }: BaseCommit): Since {
  return { at: new Date(at), commit: oid, url: undefined };
}

function questionOf(world: World, environment: EnvironmentConfig, open: OpenPull): Question {
  const { images, wave } = open;
  return {
    environment,
    members: images.map(({ image, digest, tag }) => memberOf(world, environment, image, digest, tag)),
    wave:
      wave === undefined
        ? undefined
        : {
            number: wave.number,
            targets: wave.targets,
            earlier: (environment.waves ?? [])
              .slice(0, wave.number - 1)
              .flat()
              .map((target) => targetStanding(world, environment, images, target)),
          },
    review: { head: open.head, author: 'waybill[bot]', reviews: open.reviews },
    now: new Date(world.now),
  };
}

function memberOf(
  world: World,
  environment: EnvironmentConfig,
  image: string,
  digest: Digest,
  tag: string | undefined,
): MemberQuestion {
  return {
    image,
    digest,
    tag,
    version: undefined,
    declared: versionsOf(declaredIn(stateOf(world, environment.name), image)).map((one) => ({
      digest: one.digest,
      tag: one.tag,
      version: undefined,
    })),
    upstreams: environment.after.environments.map((name) =>
      upstreamOf(world, environment, name, image, digest),
    ),
    hold: holdOn(world.holds.get(environment.name) ?? [], image, digest),
  };
}

function upstreamOf(
  world: World,
  { gates }: EnvironmentConfig,
  name: string,
  image: string,
  digest: Digest,
): UpstreamStanding {
  const upstream = world.config.environments.find((one) => one.name === name);
  const contexts = contextsFor(gates?.healthy ?? [], upstream?.targets.map((target) => target.name) ?? []);
  const version = versionOf(world, image, digest);
  const stay = staysOf(world, name, image).findLast((one) => one.version === version);
  const instead = versionsOf(declaredIn(stateOf(world, name), image));
  // A digest that an upstream was rolled back from counts no more, however long it was there.
  const isBad = holdOn(world.holds.get(name) ?? [], image, digest) !== undefined;
  if (stay === undefined || (stay.end !== undefined && isBad))
    return { environment: name, declares: { kind: 'not', instead }, contexts, commits: [] };
  const since = sinceAt(stay.first);
  const declares: UpstreamDeclares =
    stay.end === undefined ? { kind: 'now', since } : { kind: 'before', since, until: sinceAt(stay.end) };
  return { environment: name, declares, contexts, commits: between(world, name, stay.first, stay.end) };
}

function targetStanding(
  world: World,
  environment: EnvironmentConfig,
  images: readonly Aimed[],
  target: string,
): TargetStanding {
  const firsts = images.flatMap(
    ({ image }) => staysOf(world, environment.name, image, [target]).at(-1)?.first ?? [],
  );
  const newest = firsts
    .toSorted((a, b) => position(world, environment.name, b) - position(world, environment.name, a))
    .at(0);
  return {
    target,
    converged: hasConverged(images, stateOf(world, environment.name), target),
    contexts: contextsFor(environment.gates?.healthy ?? [], [target]),
    commits: newest === undefined ? [] : between(world, environment.name, newest, undefined),
  };
}

function position(world: World, environment: string, commit: BaseCommit): number {
  return commitsOf(world, environment).indexOf(commit);
}

/** The commits from `first` on, up to the one before `end`, newest first. */
function between(
  world: World,
  environment: string,
  first: BaseCommit,
  end: BaseCommit | undefined,
): readonly CommitStatuses[] {
  const to = end === undefined ? undefined : position(world, environment, end);
  return commitsOf(world, environment)
    .slice(position(world, environment, first), to)
    .map(({ oid, statuses }) => ({ oid, url: undefined, statuses }))
    .toReversed();
}
