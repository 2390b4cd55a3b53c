import { allBefore } from '../../config/environments.ts';
import { imageNamed } from '../../config/images.ts';
import { nextStepOf, type LaneMember } from '../../promotion/advance/next-step.ts';
import { candidateFrom } from '../../promotion/advance/candidate.ts';
import { declaredIn } from '../../promotion/advance/environment-state.ts';
import { memberGates } from '../../promotion/gates/evaluate.ts';
import type { LaneStep, LanePlace } from '../../environments/next-step.ts';
import { memberOf, type Records } from '../../environments/question.ts';
import { type Environments, placed, stateOf, targetKey } from '../../environments/environments.ts';
import { openProposal } from '../../environments/lanes-into.ts';
import type { DatedVersion } from '../../environments/declared-since.ts';

/** What is to become of a lane, from everything that was read. */
export function stepFor(way: LanePlace, knowledge: Environments, records: Records): LaneStep {
  const { environment, lane, join, open } = way;
  const aim = nextStepOf({
    environment,
    state: stateOf(knowledge, environment.name),
    join,
    members: lane.images.map((image) => memberAim(way, image, knowledge, records)),
    proposed: openProposal(way),
    isOpen: open !== undefined,
  });
  return { ...way, ...aim };
}

function memberAim(way: LanePlace, image: string, knowledge: Environments, records: Records): LaneMember {
  const { environment } = way;
  const candidate = candidateFrom(
    environment.after.need,
    environment.after.environments.map((name) => {
      const declaration = declaredIn(stateOf(knowledge, name), image);
      const since = declaration.kind === 'one' ? knowledge.ages(name, image, declaration.digest) : undefined;
      return { environment: name, declaration, since };
    }),
  );
  return {
    image,
    candidate,
    holds: knowledge.holds.get(environment.name) ?? [],
    gates: () => {
      if (candidate.kind !== 'one') return [];
      const { digest, tag } = candidate;
      const question = { environment, wave: undefined, now: knowledge.now };
      return memberGates(memberOf(way, { name: image, digest, tag }, records, knowledge), question);
    },
  };
}

/**
 * What has to be dated before a lane can be judged: what its upstreams declare of its images, where one of them may move,
 * and what the targets of the waves before declare.
 */
export function toBeDated(
  way: LanePlace,
  knowledge: Pick<Environments, 'config' | 'places' | 'states'>,
): readonly DatedVersion[] {
  const { environment, lane, open, place } = way;
  const state = stateOf(knowledge, environment.name);
  const upstreams = lane.images.flatMap((image) =>
    environment.after.environments.flatMap((name): DatedVersion[] => {
      const declaration = declaredIn(stateOf(knowledge, name), image);
      if (declaration.kind !== 'one') return [];
      return [{ environment: name, image, place: placed(knowledge, name).place, version: declaration }];
    }),
  );
  const moves = upstreams.some(({ image, version }) => {
    const here = declaredIn(state, image);
    return here.kind !== 'none' && (here.kind !== 'one' || here.digest !== version.digest);
  });
  if (!moves && open === undefined) return [];
  const targets = [...state.targets].flatMap(([target, images]) =>
    lane.images.flatMap((image): DatedVersion[] => {
      const declaration = images.get(image);
      if (declaration?.kind !== 'one') return [];
      const name = targetKey(environment.name, target);
      return [{ environment: name, image, place, version: declaration }];
    }),
  );
  return [...upstreams, ...furtherBack(way, upstreams, knowledge), ...targets];
}

/** Where the same digests are declared before the upstreams: for the road that the pull request shows. */
function furtherBack(
  { environment, lane }: LanePlace,
  upstreams: readonly DatedVersion[],
  knowledge: Pick<Environments, 'config' | 'places' | 'states'>,
): readonly DatedVersion[] {
  const far = allBefore(knowledge.config, environment).filter(
    ({ name }) => !environment.after.environments.includes(name),
  );
  return far.flatMap(({ name }) =>
    lane.images.flatMap((image): DatedVersion[] => {
      const declaration = declaredIn(stateOf(knowledge, name), image);
      if (declaration.kind !== 'one') return [];
      const same = upstreams.some((one) => one.image === image && one.version.digest === declaration.digest);
      return same
        ? [{ environment: name, image, place: placed(knowledge, name).place, version: declaration }]
        : [];
    }),
  );
}

/** The images whose record a gate asks for. */
export function recordsAsked({ environment }: LanePlace): boolean {
  return environment.gates?.version !== undefined;
}

/** The reference of an image at a digest. */
export function repositoryOf(knowledge: Pick<Environments, 'config'>, image: string): string {
  return imageNamed(knowledge.config, image).repository;
}
