import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { healthContexts, targetContexts } from '../../../../src/config/health.ts';
import type { Digest } from '../../../../src/image/digest.ts';
import {
  type Declaration,
  declarationOf,
  declaredIn,
  type EnvironmentState,
  type Since,
  versionsOf,
} from '../../../../src/promotion/advance/environment-state.ts';
import { hasConverged } from '../../../../src/promotion/advance/wave.ts';
import type { ProposedImage } from '../../../../src/promotion/lane/images.ts';
import type {
  CommitStatuses,
  ImageQuestion,
  GateQuestion,
  TargetStanding,
  UpstreamDeclares,
  UpstreamStanding,
} from '../../../../src/promotion/gates/question.ts';
import { holdOn } from '../../../../src/promotion/hold/holds.ts';
import { inForce } from '../../../../src/promotion/pause/pauses.ts';
import type { UpstreamStay } from '../../../../src/promotion/advance/replaced.ts';
import { aPlace } from '../a-standing.ts';
import {
  type BaseCommit,
  commitsOf,
  digestOf,
  head,
  type OpenPull,
  standingStays,
  staysOf,
  tagOf,
  type Versions,
  versionOf,
  type Pipeline,
} from './pipeline.ts';

// What would be read of the pipeline, as the gates ask for it.

export function stateOf(pipeline: Pipeline, environment: string): EnvironmentState {
  const { targets } = head(pipeline, environment);
  const images = pipeline.config.images.map(({ name }) => name);
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

export function sinceOf(pipeline: Pipeline, environment: string, image: string): Since | undefined {
  const stay = staysOf(pipeline, environment, image).at(-1);
  return stay === undefined || stay.end !== undefined ? undefined : sinceAt(stay.first);
}

function sinceAt({ at, oid }: BaseCommit): Since {
  return { at: new Date(at), commit: oid, url: undefined };
}

/** What an environment declared of an image and nobody took back, oldest first. */
export function upstreamStays(
  pipeline: Pipeline,
  environment: string,
  image: string,
): readonly UpstreamStay[] {
  return standingStays(pipeline, environment, image).map(({ version, first }) => ({
    digest: digestOf(image, version),
    tag: tagOf(version),
    since: sinceAt(first),
  }));
}

export function questionOf(pipeline: Pipeline, environment: EnvironmentConfig, open: OpenPull): GateQuestion {
  const { images, wave } = open;
  return {
    environment,
    members: images.map(({ name: image, digest, tag }) =>
      memberOf(pipeline, environment, image, digest, tag),
    ),
    wave:
      wave === undefined
        ? undefined
        : {
            number: wave.number,
            targets: wave.targets,
            earlier: (environment.waves ?? [])
              .slice(0, wave.number - 1)
              .flat()
              .map((target) => targetStanding(pipeline, environment, images, target)),
          },
    pauses: inForce(
      pipeline.pauses.get(environment.name) ?? [],
      images.map(({ name }) => name),
      new Date(pipeline.now),
    ),
    review: { head: open.head, author: 'waybill[bot]', reviews: open.reviews },
    now: new Date(pipeline.now),
  };
}

export function memberOf(
  pipeline: Pipeline,
  environment: EnvironmentConfig,
  image: string,
  digest: Digest,
  tag: string | undefined,
): ImageQuestion {
  return {
    name: image,
    digest,
    tag,
    version: undefined,
    declared: versionsOf(declaredIn(stateOf(pipeline, environment.name), image)).map((one) => ({
      digest: one.digest,
      tag: one.tag,
      version: undefined,
    })),
    upstreams: environment.after.environments.map((name) =>
      upstreamOf(pipeline, environment, name, image, digest),
    ),
    hold: holdOn(pipeline.holds.get(environment.name) ?? [], image, digest),
  };
}

function upstreamOf(
  pipeline: Pipeline,
  { gates }: EnvironmentConfig,
  name: string,
  image: string,
  digest: Digest,
): UpstreamStanding {
  const upstream = pipeline.config.environments.find((one) => one.name === name);
  const contexts = upstream === undefined ? [] : healthContexts(gates?.healthy, upstream);
  const version = versionOf(pipeline, image, digest);
  const stay = staysOf(pipeline, name, image).findLast((one) => one.version === version);
  const instead = versionsOf(declaredIn(stateOf(pipeline, name), image));
  // A digest that an upstream was rolled back from counts no more, however long it was there.
  const isBad =
    holdOn(pipeline.holds.get(name) ?? [], image, digest) !== undefined ||
    (stay !== undefined && !standingStays(pipeline, name, image).some(({ first }) => first === stay.first));
  if (stay === undefined || (stay.end !== undefined && isBad))
    return {
      environment: name,
      declares: { kind: 'not', instead, isRolledBack: isBad },
      contexts,
      commits: [],
    };
  const since = sinceAt(stay.first);
  const declares: UpstreamDeclares =
    stay.end === undefined ? { kind: 'now', since } : { kind: 'before', since, until: sinceAt(stay.end) };
  return { environment: name, declares, contexts, commits: between(pipeline, name, stay.first, stay.end) };
}

function targetStanding(
  pipeline: Pipeline,
  environment: EnvironmentConfig,
  images: readonly ProposedImage[],
  target: string,
): TargetStanding {
  const firsts = images.flatMap(
    ({ name: image }) => staysOf(pipeline, environment.name, image, [target]).at(-1)?.first ?? [],
  );
  const newest = firsts
    .toSorted((a, b) => position(pipeline, environment.name, b) - position(pipeline, environment.name, a))
    .at(0);
  return {
    target,
    converged: hasConverged(images, stateOf(pipeline, environment.name), target),
    contexts: targetContexts(environment.gates?.healthy, environment, target),
    commits: newest === undefined ? [] : between(pipeline, environment.name, newest, undefined),
  };
}

function position(pipeline: Pipeline, environment: string, commit: BaseCommit): number {
  return commitsOf(pipeline, environment).indexOf(commit);
}

/** The commits from `first` on, up to the one before `end`, newest first. */
function between(
  pipeline: Pipeline,
  environment: string,
  first: BaseCommit,
  end: BaseCommit | undefined,
): readonly CommitStatuses[] {
  const to = end === undefined ? undefined : position(pipeline, environment, end);
  return commitsOf(pipeline, environment)
    .slice(position(pipeline, environment, first), to)
    .map(({ oid, statuses }) => ({ oid, url: undefined, statuses }))
    .toReversed();
}
