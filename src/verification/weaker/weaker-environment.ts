import type { EnvironmentConfig } from '../../config/config.ts';
import { parseDigest, shortDigest } from '../../image/digest.ts';
import { list } from '../../promotion/gates/words.ts';
import { gone } from './lost.ts';
import { weakerGates } from './weaker-gates.ts';

/** What a change of `waybill.yaml` makes weaker about one environment, each as a sentence. */
export function weakerEnvironment(
  before: EnvironmentConfig,
  after: EnvironmentConfig | undefined,
): readonly string[] {
  const { name } = before;
  if (after === undefined) return [`${name} is gone: nothing is judged in its files.`];
  const found = [...weakerGates(before, after), ...ENVIRONMENT_RULES.flatMap((rule) => rule(before, after))];
  return found.map((words) => `${name}: ${words}.`);
}

type EnvironmentRule = (before: EnvironmentConfig, after: EnvironmentConfig) => readonly string[];

const ENVIRONMENT_RULES: readonly EnvironmentRule[] = [order, files, health, people, holds, writing];

function order({ after: old }: EnvironmentConfig, { after: young }: EnvironmentConfig): readonly string[] {
  const lost = gone(old.environments, young.environments);
  const isLooser =
    old.need === 'all' && young.need === 'any' && young.environments.length > 1 && lost.length === 0;
  const more = old.need === 'any' ? gone(young.environments, old.environments) : [];
  return [
    ...(lost.length > 0 && old.need === 'all' ? [`it no longer comes after ${list(lost)}`] : []),
    ...(old.need === 'any' && young.environments.length === 0
      ? [`it no longer comes after ${list(old.environments, 'or')}`]
      : []),
    ...(isLooser ? [`it comes after any of ${list(young.environments, 'or')}, not after all of them`] : []),
    ...(more.length > 0 && young.need === 'any' ? [`it may come after ${list(more, 'or')} too`] : []),
  ];
}

function files(before: EnvironmentConfig, after: EnvironmentConfig): readonly string[] {
  return [
    ...gone(before.files, after.files).map((glob) => `"${glob}" no longer belongs to it, and is not judged`),
    ...(before.repository === after.repository && before.branch === after.branch
      ? []
      : ['it is declared in another repository or branch, and no longer judged here']),
  ];
}

function health(before: EnvironmentConfig, after: EnvironmentConfig): readonly string[] {
  return gone(before.health, after.health).map((context) => `health no longer asks for ${context}`);
}

function people(before: EnvironmentConfig, after: EnvironmentConfig): readonly string[] {
  const reviewers = ({ reviewers: { users, teams } }: EnvironmentConfig): readonly string[] => [
    ...users,
    ...teams,
  ];
  return [
    ...(before.merge === 'manual' && after.merge === 'auto'
      ? ['it merges by itself, was left to a person']
      : []),
    ...(!before.hotfix && after.hotfix ? ['a hotfix may go straight into it'] : []),
    ...gone(reviewers(before), reviewers(after)).map((who) => `${who} is no longer asked to review`),
  ];
}

function holds(before: EnvironmentConfig, after: EnvironmentConfig): readonly string[] {
  const isKept = (image: string, digest: string): boolean =>
    after.hold.some((hold) => hold.image === image && hold.digest === digest);
  return before.hold
    .filter(({ image, digest }) => !isKept(image, digest))
    .map(({ image, digest }) => `the hold of ${image} ${shortDigest(parseDigest(digest))} is gone`);
}

/** How images are written and counted, and in which waves they go. */
function writing(before: EnvironmentConfig, after: EnvironmentConfig): readonly string[] {
  const counted = Object.entries(before.expect).filter(([image, count]) => after.expect[image] !== count);
  const waves = JSON.stringify(before.waves) === JSON.stringify(after.waves);
  return [
    ...(before.pin !== 'tag' && after.pin === 'tag' ? ['images may be pinned by tag alone'] : []),
    ...counted.map(([image, count]) => `${image} is no longer expected in ${count} places`),
    ...(before.waves === undefined || waves ? [] : ['its waves change']),
  ];
}
