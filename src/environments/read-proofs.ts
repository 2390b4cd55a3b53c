import type { Config, EnvironmentConfig } from '../config/config.ts';
import { imageNamed } from '../config/images.ts';
import type { Prover } from '../evidence/prove-image.ts';
import type { ProvenanceStanding } from '../promotion/gates/question.ts';
import type { ProposedImage } from '../promotion/lane/images.ts';
import type { ExplainedProvenance } from '../verification/provenance/explain-provenance.ts';
import { provenanceStanding } from '../verification/provenance/standing.ts';

/**
 * Who built what, where it has been read. By name and digest: two images can have the same bytes and not the
 * same source.
 */
export type Proofs = ReadonlyMap<string, ExplainedProvenance>;

type Proposed = Pick<ProposedImage, 'name' | 'digest'>;

export function proofOf(proofs: Proofs, image: Proposed): ExplainedProvenance | undefined {
  return proofs.get(keyOf(image));
}

/** What the gate is told of an image; undefined where nobody has looked. */
export function standingOfProof(proofs: Proofs, image: Proposed): ProvenanceStanding | undefined {
  const proof = proofOf(proofs, image);
  return proof === undefined ? undefined : provenanceStanding(proof);
}

/** What is asked for provenance, and when. */
interface ProofQuestion {
  readonly config: Config;
  readonly environment: EnvironmentConfig;
  readonly images: readonly Proposed[];
  readonly now: Date;
}

/** Reads the provenance of images, where the environment asks for it. */
export async function readProofs(
  { config, environment, images, now }: ProofQuestion,
  prove: Prover,
): Promise<Proofs> {
  const proofs = new Map<string, ExplainedProvenance>();
  const gate = environment.gates?.provenance;
  if (gate === undefined) return proofs;
  for (const image of images) {
    if (proofs.has(keyOf(image))) continue;
    const asked = { image: imageNamed(config, image.name), digest: image.digest, gate, now };
    proofs.set(keyOf(image), await prove(asked));
  }
  return proofs;
}

function keyOf({ name, digest }: Proposed): string {
  return `${name}@${digest}`;
}
