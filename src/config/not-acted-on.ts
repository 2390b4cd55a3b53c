import type { Config } from './config.ts';

/**
 * What a valid file asks for and this release checks but does not act on, each as a sentence. Nobody should believe in
 * something that nothing does; a release that acts on a key removes it here.
 */
export function notActedOn(config: Config): readonly string[] {
  const provenance = config.environments
    .filter(({ gates }) => gates?.provenance !== undefined)
    .map(
      ({ name }) =>
        `environments.${name}.gates.provenance: this release cannot check it, so the gate fails and a person has to merge.`,
    );
  const kinds =
    config.kinds.length > 0 ? ['kinds: promote does not look into them yet; waybill plan does.'] : [];
  return [...provenance, ...kinds];
}
