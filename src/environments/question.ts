import type { ImageRecord } from '../image/record.ts';
import type { OpenPull } from '../github/read/open-pulls.ts';
import { declaredIn, versionsOf } from '../promotion/advance/environment-state.ts';
import { contextsFor } from '../promotion/gates/health.ts';
import type {
  ImageQuestion,
  GateQuestion,
  Review,
  ReviewStanding,
  TargetStanding,
  UpstreamStanding,
  WaveStanding,
} from '../promotion/gates/question.ts';
import type { Wave } from '../promotion/lane/purpose.ts';
import { type ProposedImage, hasConverged } from '../promotion/advance/wave.ts';
import type { LanePlace } from './next-step.ts';
import { type Environments, placed, stateOf, targetKey } from './environments.ts';

/** What the records of the aimed images say, by name; read only where a gate asks for it. */
export type Records = ReadonlyMap<string, ImageRecord | undefined>;

/** The question that the gates answer about bringing these images into the environment of a lane. */
export function questionOf(
  way: LanePlace,
  images: readonly ProposedImage[],
  wave: Wave | undefined,
  records: Records,
  knowledge: Environments,
): GateQuestion {
  return {
    environment: way.environment,
    members: images.map((image) => memberOf(way, image, records, knowledge)),
    wave: wave === undefined ? undefined : waveStanding(way, images, wave, knowledge),
    review: way.open === undefined ? undefined : reviewStanding(way.open),
    now: knowledge.now,
  };
}

export function memberOf(
  { environment }: Pick<LanePlace, 'environment'>,
  { name: image, digest, tag }: ProposedImage,
  records: Records,
  knowledge: Environments,
): ImageQuestion {
  const declared = declaredIn(stateOf(knowledge, environment.name), image);
  const holds = knowledge.holds.get(environment.name) ?? [];
  return {
    name: image,
    digest,
    tag,
    version: records.get(image)?.version,
    declared: versionsOf(declared).map((one) => ({ digest: one.digest, tag: one.tag, version: undefined })),
    upstreams: environment.after.environments.map((name) =>
      upstreamStanding(environment, name, { name: image, digest, tag }, knowledge),
    ),
    hold: holds.find((hold) => hold.image === image && hold.digest === digest),
  };
}

function upstreamStanding(
  { gates }: LanePlace['environment'],
  name: string,
  { name: image, digest }: ProposedImage,
  knowledge: Environments,
): UpstreamStanding {
  const { environment, place } = placed(knowledge, name);
  const declaration = declaredIn(stateOf(knowledge, name), image);
  const targets = environment.targets.map((target) => target.name);
  const contexts = contextsFor(gates?.healthy ?? [], targets);
  if (declaration.kind !== 'one' || declaration.digest !== digest) {
    const gone = (knowledge.holds.get(name) ?? []).some(
      (hold) => hold.image === image && hold.digest === digest,
    );
    // What was rolled back upstream has not proved itself there, however long it was declared.
    const earlier = gone ? undefined : knowledge.earlier(name, image, digest);
    if (earlier !== undefined) {
      const { since, until } = earlier;
      const commits = knowledge.commits(place, since, until);
      return { environment: name, declares: { kind: 'before', since, until }, contexts, commits };
    }
    const instead = versionsOf(declaration).map((one) => ({ digest: one.digest, tag: one.tag }));
    return { environment: name, declares: { kind: 'not', instead }, contexts, commits: [] };
  }
  const since = knowledge.ages(name, image, digest);
  return {
    environment: name,
    declares: { kind: 'now', since },
    contexts,
    commits: since === undefined ? [] : knowledge.commits(place, since),
  };
}

function waveStanding(
  { environment, place }: LanePlace,
  images: readonly ProposedImage[],
  wave: Wave,
  knowledge: Environments,
): WaveStanding {
  const earlier = (environment.waves ?? []).slice(0, wave.number - 1).flat();
  const state = stateOf(knowledge, environment.name);
  return {
    number: wave.number,
    targets: wave.targets,
    earlier: earlier.map((target): TargetStanding => {
      const known = images.flatMap(({ name: image, digest }) => {
        const age = knowledge.ages(targetKey(environment.name, target), image, digest);
        return age === undefined ? [] : [age];
      });
      const newest = known.toSorted((a, b) => b.at.getTime() - a.at.getTime()).at(0);
      return {
        target,
        converged: hasConverged(images, state, target),
        contexts: contextsFor(environment.gates?.healthy ?? [], [target]),
        commits: newest === undefined || known.length < images.length ? [] : knowledge.commits(place, newest),
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
function reviewStanding(open: OpenPull): ReviewStanding {
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
