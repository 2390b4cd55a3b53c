import type { EnvironmentConfig } from '../../../config/config.ts';
import type { Environments } from '../../../environments/environments.ts';
import type { Candidate } from '../../../promotion/advance/candidate.ts';
import type { Declaration, Since } from '../../../promotion/advance/environment-state.ts';

/** What a target declares of an image, and since when. */
interface TargetVersion {
  readonly declares: Declaration;
  readonly since: Since | undefined;
}

/**
 * What the first wave of a first environment brings of an image: nobody before it could offer that. None
 * where its targets do not declare one digest, and where a later wave began to declare another one after it:
 * that is somebody's own, and is left alone.
 */
export function begunIn(
  { name, waves = [] }: EnvironmentConfig,
  image: string,
  environments: Environments,
): Candidate {
  const here = environments.of(name);
  const versionsOf = (targets: readonly string[]): readonly TargetVersion[] =>
    targets
      .map((target) => here.target(target))
      .map(({ declares, since }) => ({ declared: declares(image), since }))
      .filter(({ declared }) => declared.kind !== 'none')
      .map(({ declared, since }) => ({
        declares: declared,
        since: declared.kind === 'one' ? since(image, declared.digest) : undefined,
      }));
  const [first = [], ...later] = waves.map(versionsOf);
  const [begun, ...more] = first.flatMap(({ declares }) => (declares.kind === 'one' ? [declares] : []));
  if (begun === undefined || more.length + 1 < first.length) return { kind: 'none' };
  if (more.some(({ digest }) => digest !== begun.digest)) return { kind: 'none' };
  const behind = later
    .flat()
    .filter(({ declares }) => declares.kind !== 'one' || declares.digest !== begun.digest);
  const isAhead = behind.every((other) => first.some((target) => isAfter(target, other)));
  return isAhead ? { kind: 'one', digest: begun.digest, tag: begun.tag, from: [] } : { kind: 'none' };
}

/** Commits of one second are told apart; what one commit brought everywhere came nowhere after it. */
function isAfter({ since }: TargetVersion, other: TargetVersion): boolean {
  if (since === undefined || other.since === undefined) return false;
  const [own, before] = [since.at.getTime(), other.since.at.getTime()];
  return own > before || (own === before && since.commit !== other.since.commit);
}
