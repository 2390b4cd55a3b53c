import type { Digest } from '../../image/digest.ts';

/** A digest that automation must not promote into an environment. */
export interface Hold {
  readonly image: string;
  readonly digest: Digest;
  readonly reason: string | undefined;
  /** Login of the person who asked for it; undefined for one that is written in `waybill.yaml`. */
  readonly by: string | undefined;
  /** When, as `2026-01-05T09:00:00Z`. */
  readonly at: string | undefined;
  /** Address of the run or the pull request that brought it. */
  readonly link: string | undefined;
  /** The file that says so. */
  readonly file: string;
}

/** The folder of the files that a roll back leaves, one for each environment. */
export const HOLD_FOLDER = '.waybill/hold';

/** The path of an environment's hold file in the repository that declares the environment. */
export function holdPath(environment: string): string {
  return `${HOLD_FOLDER}/${environment}.yaml`;
}
