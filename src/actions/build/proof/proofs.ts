import type { NoSigner, RunSigner } from '../../../attestation/attestation.ts';
import type { ImageStatement, PartlyKept } from '../../../evidence/attest-image.ts';
import { laterProver } from '../../../evidence/later-prover.ts';
import type { Prover } from '../../../evidence/prove-image.ts';
import type { GitHub } from '../../../github/github.ts';
import { fetchFor } from '../../../http/http.ts';
import type { Registry } from '../../../registry/registry.ts';
import type { Runner } from '../../../runner/runner.ts';

/** What a build needs to prove who made an image. */
export interface Proofs {
  /** What signs as this run, or why nothing can. GitHub is asked once. */
  readonly signer: () => Promise<RunSigner | NoSigner>;
  /** Signs a statement and keeps it where it is looked for. */
  readonly attest: (signer: RunSigner, statement: ImageStatement) => Promise<PartlyKept>;
  readonly prove: Prover;
}

interface ProofParts {
  readonly registry: Registry;
  readonly github: Pick<GitHub, 'attestations' | 'storeAttestation'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly trustedRoot: string | undefined;
}

/** Proofs with the services of Sigstore. Nothing of it is loaded before it is asked. */
export function connectProofs(
  { context, log, mask }: Pick<Runner, 'context' | 'log' | 'mask'>,
  { registry, github, env, trustedRoot }: ProofParts,
): Proofs {
  const server = context.serverUrl;
  const open = async (): Promise<RunSigner | NoSigner> => {
    const { openSigner } = await import('../../../attestation/attestation.ts');
    const sleep = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => void setTimeout(resolve, milliseconds));
    const line = { send: fetchFor(env), sleep, log: log.info };
    return openSigner({ env, server, line, mask });
  };
  let opened: Promise<RunSigner | NoSigner> | undefined;
  return {
    signer: () => {
      opened ??= open();
      // What failed once is asked again.
      opened.catch(() => (opened = undefined));
      return opened;
    },
    attest: async (signer, statement) => {
      const { attestImage } = await import('../../../evidence/attest-image.ts');
      return attestImage({ signer, registry, github }, statement);
    },
    prove: laterProver({ github, registry, server, trustedRoot }),
  };
}
