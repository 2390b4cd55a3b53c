import type { GitHub } from '../github/github.ts';
import type { Prover } from '../evidence/prove-image.ts';
import type { ImageSource } from '../records/record-reader.ts';

/**
 * What a run works with: GitHub, the registry with its records, the log. Everything that is known is read
 * through it.
 */
export interface Collaborators extends ImageSource {
  readonly github: GitHub;
  readonly prove: Prover;
  /** Whether the log shows colours. */
  readonly color: boolean;
}
