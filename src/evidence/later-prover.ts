import type { Prover, ProofTools } from './prove-image.ts';

/** What a prover is made of. */
type ProverParts = Omit<ProofTools, 'check'> & {
  /** A trusted root as JSON, for an instance of Sigstore of your own. */
  readonly trustedRoot?: string | undefined;
};

/** A prover that is loaded when the first image is asked about: most environments ask for no provenance. */
export function laterProver({ trustedRoot, ...tools }: ProverParts): Prover {
  let loaded: Promise<Prover> | undefined;
  const load = async (): Promise<Prover> => {
    const [{ createChecker }, { prover }] = await Promise.all([
      import('../attestation/attestation.ts'),
      import('./prove-image.ts'),
    ]);
    return prover({ ...tools, check: createChecker({ trustedRoot, node: process.versions.node }) });
  };
  return async (asked) => (await (loaded ??= load()))(asked);
}

/**
 * The server on which workflows run whose signatures count. A GitHub Enterprise Server has none: its images
 * can only be signed by workflows of github.com.
 */
export function signingServer(apiUrl: string): string {
  const [, tenant] = /^https:\/\/api\.([a-z0-9-]+)\.ghe\.com(?:\/|$)/.exec(apiUrl) ?? [];
  return tenant === undefined ? 'https://github.com' : `https://${tenant}.ghe.com`;
}
