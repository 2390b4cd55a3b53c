import type { WaybillError } from '../errors/waybill-error.ts';
import type { ChangeVerdict } from '../verification/verdict.ts';

/** What a run says of one commit. */
export interface VerifiedSubject {
  readonly pull: { readonly number: number; readonly url: string };
  /** The head of the pull request, or the commit of a merge group. */
  readonly commit: string;
  readonly verdict: ChangeVerdict;
  /** Whether this run set the status. */
  readonly isWritten: boolean;
  /** Whether the status stands on the commit now, set by this run or by one before it. */
  readonly isShown: boolean;
}

/** What a whole verify run says. */
export interface VerifyReport {
  /** The repository of the pull requests. */
  readonly repository: string;
  readonly verified: readonly VerifiedSubject[];
  /** What kept commits from being judged. */
  readonly errors: readonly WaybillError[];
  readonly dryRun: boolean;
  /** The next moment when a gate may pass by itself. */
  readonly nextLook: Date | undefined;
}
