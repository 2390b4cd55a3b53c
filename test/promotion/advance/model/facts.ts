import type { EnvironmentConfig } from '../../../../src/config/config.ts';
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
import { contextsFor } from '../../../../src/promotion/gates/health.ts';
import type {
  CommitStatuses,
  ImageQuestion,
  GateQuestion,
  TargetStanding,
  UpstreamDeclares,
  UpstreamStanding,
} from '../../../../src/promotion/gates/question.ts';
import { holdOn } from '../../../../src/promotion/hold/holds.ts';
import { aPlace } from '../a-standing.ts';
import {
  type BaseCommit,
  commitsOf,
  digestOf,
  head,
  type OpenPull,
  staysOf,
  tagOf,
  type Versions,
  versionOf,
  type World,
} from './world.ts';

// What would be read of the world, as the gates ask for it.

export function stateOf(world: World, environment: string): EnvironmentState {
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

export function sinceOf(world: World, environment: string, image: string): Since | undefined {
  const stay = staysOf(world, environment, image).at(-1);
  return stay === undefined || stay.end !== undefined ? undefined : sinceAt(stay.first);
}

function sinceAt({ at, oid }: BaseCommit): Since {
  return { at: new Date(at), commit: oid, url: undefined };
}

export function questionOf(world: World, environment: EnvironmentConfig, open: OpenPull): GateQuestion {
  const { images, wave } = open;
  return {
    environment,
    members: images.map(({ name: image, digest, tag }) => memberOf(world, environment, image, digest, tag)),
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

export function memberOf(
  world: World,
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
  images: readonly ProposedImage[],
  target: string,
): TargetStanding {
  const firsts = images.flatMap(
    ({ name: image }) => staysOf(world, environment.name, image, [target]).at(-1)?.first ?? [],
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
