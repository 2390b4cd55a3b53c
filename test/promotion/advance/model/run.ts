import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { inOrder } from '../../../../src/config/configured-environments.ts';
import { allLanes, type LaneMembers } from '../../../../src/config/images.ts';
import { nextStepOf } from '../../../../src/promotion/advance/next-step.ts';
import type { LaneMember } from '../../../../src/promotion/advance/offer.ts';
import { candidateFrom } from '../../../../src/promotion/advance/candidate.ts';
import { broughtSince, replacedCounts } from '../../../../src/promotion/advance/replaced.ts';
import { declaredIn, type EnvironmentState } from '../../../../src/promotion/advance/environment-state.ts';
import { isAt } from '../../../../src/promotion/advance/wave.ts';
import type { ProposedImage } from '../../../../src/promotion/lane/images.ts';
import { statusesToWrite } from '../../../../src/promotion/status/commit-status.ts';
import { type DoubtedImage, withDoubts } from '../../../../src/promotion/gates/doubt.ts';
import { evaluateGates, memberGates } from '../../../../src/promotion/gates/evaluate.ts';
import { allPassed, type GateResult } from '../../../../src/promotion/gates/gate.ts';
import type { Wave } from '../../../../src/promotion/lane/purpose.ts';
import { declare, head, type OpenPull, type Versions, versionOf, type Pipeline } from './pipeline.ts';
import { memberOf, questionOf, sinceOf, stateOf, upstreamStays } from './facts.ts';

/** What one run did to one lane. */
export interface Change {
  readonly kind: 'opened' | 'updated' | 'closed' | 'status' | 'merged';
  readonly environment: EnvironmentConfig;
  readonly lane: LaneMembers;
  readonly images: readonly ProposedImage[];
  readonly wave: Wave | undefined;
}

export function pullKey(environment: { readonly name: string }, lane: { readonly name: string }): string {
  return `${environment.name}/${lane.name}`;
}

/**
 * One advance run: everything is read first, then every lane is brought as far as the pure functions say.
 * `merging` is called before a merge is carried out.
 */
export function advance(
  pipeline: Pipeline,
  merging: (change: Change) => void = () => undefined,
): readonly Change[] {
  const seen = new Map(pipeline.config.environments.map(({ name }) => [name, stateOf(pipeline, name)]));
  const changes: Change[] = [];
  const merges: Change[] = [];
  for (const environment of inOrder(pipeline.config))
    for (const lane of allLanes(pipeline.config)) {
      const aim = aimFor(pipeline, seen, environment, lane);
      const key = pullKey(environment, lane);
      const open = pipeline.pulls.get(key);
      if (aim.kind === 'done') {
        pipeline.pulls.delete(key);
        changes.push({ kind: 'closed', environment, lane, images: [], wave: undefined });
      }
      if (aim.kind !== 'propose') continue;
      const { images, wave } = aim;
      const change = { environment, lane, images, wave };
      if (open === undefined || !isSame(open, images, wave)) {
        pipeline.counter += 1;
        pipeline.pulls.set(key, {
          images,
          wave,
          head: `head-${pipeline.counter}`,
          openedAt: pipeline.now,
          statuses: [],
          reviews: [],
        });
        changes.push({ kind: open === undefined ? 'opened' : 'updated', ...change });
      }
      const results = judge(pipeline, environment, lane) ?? [];
      if (writeStatuses(pipeline, key, results)) changes.push({ kind: 'status', ...change });
      if (allPassed(results)) merges.push({ kind: 'merged', ...change });
    }
  for (const merge of merges.toReversed()) {
    merging(merge);
    carryOut(pipeline, merge);
  }
  return [...changes, ...merges];
}

/** The gates of the open pull request of a lane; undefined when there is none. */
export function judge(
  pipeline: Pipeline,
  environment: EnvironmentConfig,
  lane: { readonly name: string },
): readonly GateResult[] | undefined {
  const open = pipeline.pulls.get(pullKey(environment, lane));
  if (open === undefined) return undefined;
  const question = questionOf(pipeline, environment, open);
  const { review } = question;
  const doubted = doubtedIn(pipeline, environment.name, open);
  return withDoubts(evaluateGates(question), doubted, { environment: environment.name, review });
}

/** What a person reverted in the environment, and the pull request brings again. */
function doubtedIn(pipeline: Pipeline, environment: string, { images }: OpenPull): readonly DoubtedImage[] {
  const state = stateOf(pipeline, environment);
  const doubt = { kind: 'reverted', by: 'ann', where: 'abcdef0', url: undefined } as const;
  return images
    .filter(({ name, digest }) => !isAt(declaredIn(state, name), digest))
    .filter(({ name, digest }) =>
      pipeline.reverts.get(environment)?.has(`${name} ${versionOf(pipeline, name, digest)}`),
    )
    .map((image) => ({ ...image, doubt }));
}

function isSame(open: OpenPull, images: readonly ProposedImage[], wave: Wave | undefined): boolean {
  const key = (all: readonly ProposedImage[]): string =>
    all.map(({ name: image, digest }) => image + digest).join();
  return key(open.images) === key(images) && open.wave?.number === wave?.number;
}

function writeStatuses(pipeline: Pipeline, key: string, results: readonly GateResult[]): boolean {
  const open = pipeline.pulls.get(key);
  if (open === undefined) return false;
  const written = statusesToWrite(results, open.statuses, undefined);
  const kept = open.statuses.filter(({ context }) => !written.some((one) => one.context === context));
  open.statuses = [...kept, ...written];
  return written.length > 0;
}

function carryOut(pipeline: Pipeline, { environment, lane, images, wave }: Change): void {
  const targets = wave?.targets ?? [...head(pipeline, environment.name).targets.keys()];
  const versions: Versions = new Map(
    images.map(({ name: image, digest }) => [image, versionOf(pipeline, image, digest)]),
  );
  declare(pipeline, environment.name, targets, versions);
  pipeline.pulls.delete(pullKey(environment, lane));
}

/** When a lane may go on by itself although its open pull request, if it has one, waits for nothing. */
export function looksOfAims(pipeline: Pipeline): readonly number[] {
  const seen = new Map(pipeline.config.environments.map(({ name }) => [name, stateOf(pipeline, name)]));
  return pipeline.config.environments.flatMap((environment) =>
    allLanes(pipeline.config).flatMap((lane) => {
      const aim = aimFor(pipeline, seen, environment, lane);
      const until = aim.kind === 'propose' || aim.kind === 'wait' ? aim.until : undefined;
      return until === undefined ? [] : [until.getTime()];
    }),
  );
}

type States = ReadonlyMap<string, EnvironmentState>;

function aimFor(
  pipeline: Pipeline,
  states: States,
  environment: EnvironmentConfig,
  lane: LaneMembers,
): ReturnType<typeof nextStepOf> {
  const state = stateIn(states, environment.name);
  const open = pipeline.pulls.get(pullKey(environment, lane));
  const members = lane.images.map(({ name: image }): LaneMember => {
    const upstreams = environment.after.environments.map((upstream) => {
      const declaration = declaredIn(stateIn(states, upstream), image);
      const since = declaration.kind === 'one' ? sinceOf(pipeline, upstream, image) : undefined;
      return { environment: upstream, declaration, since };
    });
    const candidate = candidateFrom(environment.after.need, upstreams);
    const gates = ({ digest, tag }: ProposedImage): readonly GateResult[] =>
      memberGates(memberOf(pipeline, environment, image, digest, tag), {
        environment,
        wave: undefined,
        now: new Date(pipeline.now),
      });
    const { need } = environment.after;
    const stays = environment.after.environments.map((name) => upstreamStays(pipeline, name, image));
    const brought = replacedCounts(environment) ? broughtSince(declaredIn(state, image), need, stays) : [];
    return { image, candidate, brought, holds: pipeline.holds.get(environment.name) ?? [], gates };
  });
  return nextStepOf({
    environment,
    state,
    join: lane.join,
    members,
    proposed: open?.images,
    proposedGates: () =>
      (open?.images ?? [])
        .filter(({ name, digest }) => !isAt(declaredIn(state, name), digest))
        .flatMap(({ name, digest, tag }) =>
          memberGates(memberOf(pipeline, environment, name, digest, tag), {
            environment,
            wave: undefined,
            now: new Date(pipeline.now),
          }),
        ),
    isOpen: open !== undefined,
  });
}

function stateIn(states: States, environment: string): EnvironmentState {
  const state = states.get(environment);
  if (state === undefined) throw new Error(`${environment} was not read`);
  return state;
}
