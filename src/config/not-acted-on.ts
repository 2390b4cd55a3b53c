import type { Config, EnvironmentConfig } from './config.ts';

/**
 * What a valid file asks of an environment and this release checks but does not act on, each as a sentence. Nobody should
 * believe in something that nothing does; a release that acts on a key removes it here.
 */
export function notActedOn(config: Config, ...only: readonly EnvironmentConfig[]): readonly string[] {
  const environments = only.length > 0 ? only : config.environments;
  return environments
    .filter(({ gates }) => gates?.provenance !== undefined)
    .map(
      ({ name }) =>
        `environments.${name}.gates.provenance: this release cannot check it, so the gate fails and a person has to merge.`,
    );
}
