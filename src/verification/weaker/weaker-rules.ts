import type { Config, EnvironmentConfig, GroupConfig, ImageConfig } from '../../config/config.ts';
import { gone } from './lost.ts';
import { weakerEnvironment } from './weaker-environment.ts';

/**
 * What a change of `waybill.yaml` makes weaker, each as a sentence that says what asks for less than before:
 * `prod: soak is 30 minutes, was 24 hours.` Empty where nothing does. `after` is undefined where the file is
 * gone or has a mistake.
 */
export function weakerRules(before: Config, after: Config | undefined): readonly string[] {
  if (after === undefined) return ['No gate is left: waybill.yaml is gone or has a mistake.'];
  return [
    ...before.environments.flatMap((environment) =>
      weakerEnvironment(
        withOwnHolds(environment, before),
        after.environments.find(({ name }) => name === environment.name),
      ),
    ),
    ...entriesOf(before).flatMap((image) =>
      weakerImage(
        image,
        entriesOf(after).find(({ name }) => name === image.name),
      ),
    ),
    ...before.groups.flatMap((group) =>
      weakerGroup(
        group,
        after.groups.find(({ name }) => name === group.name),
      ),
    ),
    ...before.kinds
      .filter(({ kind }) => !after.kinds.some((kept) => kept.kind === kind))
      .map(({ kind }) => `Images in resources of the kind ${kind} are no longer read.`),
    ...before.revoked
      .filter(({ digest }) => !after.revoked.some((kept) => kept.digest === digest))
      .map(({ digest }) => `${digest} is no longer revoked.`),
    ...(before.verify['other-changes'] === 'refuse' && after.verify['other-changes'] === 'allow'
      ? ['verify lets other changes than images pass.']
      : []),
  ];
}

/** What is revoked is held in every environment, and is said once. */
function withOwnHolds(environment: EnvironmentConfig, { revoked }: Config): EnvironmentConfig {
  const isOwn = (held: string): boolean => !revoked.some(({ digest }) => digest === held);
  return { ...environment, hold: environment.hold.filter(({ digest }) => isOwn(digest)) };
}

/** Images and patterns of images: what is asked of one is asked of all that a pattern matches. */
function entriesOf({ images, patterns }: Config): readonly ImageConfig[] {
  return [...images, ...patterns];
}

function weakerImage(before: ImageConfig, after: ImageConfig | undefined): readonly string[] {
  const { name } = before;
  if (after === undefined) return [`${name} is gone: nothing is judged that brings it.`];
  return [
    ...(before.repository === after.repository
      ? []
      : [`${name} is ${after.repository}, was ${before.repository}.`]),
    ...(before.source === undefined || before.source === after.source
      ? []
      : [`${name}: its source is ${after.source ?? 'gone'}, and says which build is older.`]),
    ...(before.pin !== 'tag' && after.pin === 'tag' ? [`${name} may be pinned by tag alone.`] : []),
    ...gone(before.platforms ?? [], after.platforms ?? []).map(
      (platform) => `${name} no longer has to have ${platform}.`,
    ),
    ...NUMBERS.filter((key) => before[key] !== undefined && before[key] !== after[key]).map(
      (key) => `${name}: its ${key} is ${after[key] ?? 'gone'}, was ${before[key]}.`,
    ),
  ];
}

/** GitHub's own numbers, which nobody else can get by taking over a name. */
const NUMBERS = ['source-id', 'source-owner-id'] as const;

function weakerGroup(before: GroupConfig, after: GroupConfig | undefined): readonly string[] {
  const { name } = before;
  if (after === undefined) return [`The group ${name} is gone: its images move one by one.`];
  return [
    ...gone(before.images, after.images).map((image) => `The group ${name} no longer waits for ${image}.`),
    ...(!before.join && after.join ? [`The group ${name} no longer waits until it is whole.`] : []),
    ...(before.same === undefined || before.same === after.same
      ? []
      : [`The group ${name} no longer asks for the same ${before.same}.`]),
  ];
}
