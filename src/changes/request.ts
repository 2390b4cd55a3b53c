/** What one run of `verify` is asked to judge. */
export interface VerifyRequest {
  /** The config repo whose `waybill.yaml` says the rules, and its branch. */
  readonly repository: string;
  readonly branch: string | undefined;
  /** The repository of the pull requests: that of the workflow. */
  readonly pullsOf: string;
  readonly subject: RequestedSubject;
  readonly dryRun: boolean;
  /** Address of the run, for the status. */
  readonly run: string | undefined;
}

/** One pull request, the commit that a merge queue made for one, or every open pull request. */
export type RequestedSubject =
  | { readonly kind: 'pull'; readonly number: number }
  | {
      readonly kind: 'group';
      readonly number: number;
      readonly base: string;
      readonly commit: string;
      /** The commit that the group is put on. */
      readonly onto: string;
    }
  | { readonly kind: 'all' };
