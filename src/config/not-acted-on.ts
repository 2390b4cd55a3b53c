import type { Config, EnvironmentConfig } from './config.ts';

/**
 * What a valid file asks of an environment and this release checks but does not act on, each as a sentence. Nobody should
 * believe in a gate that nothing evaluates; a release that acts on a key removes it here.
 */
export function notActedOn(config: Config, ...only: readonly EnvironmentConfig[]): readonly string[] {
  const environments = only.length > 0 ? only : config.environments;
  return environments.flatMap((environment) =>
    missingIn(environment).map((what) => `environments.${environment.name}.${what}`),
  );
}

function missingIn({ gates, waves, policy, hold, hotfix }: EnvironmentConfig): readonly string[] {
  const isAsked: readonly (readonly [boolean, string])[] = [
    [gates !== undefined, 'gates: they are not evaluated yet; a person has to merge.'],
    [waves !== undefined, 'waves: all targets are promoted at once.'],
    [policy !== 'supersede', `policy: ${policy} is not followed yet; a newer digest supersedes.`],
    [hold.length > 0, 'hold: these digests are not held back yet.'],
    [hotfix, 'hotfix: every environment can be promoted into directly.'],
  ];
  return isAsked.flatMap(([asked, sentence]) => (asked ? [sentence] : []));
}
