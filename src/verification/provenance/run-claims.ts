/** What GitHub says of a run that signs. Fulcio writes the same into the certificate. */
export interface RunClaims {
  /** `acme/shop` */
  readonly repository: string;
  readonly repository_id: string;
  readonly repository_owner_id: string;
  /** `public`, `private` or `internal` */
  readonly repository_visibility: string;
  readonly sha: string;
  /** `refs/heads/main` */
  readonly ref: string;
  /** The workflow that was started: `acme/shop/.github/workflows/build.yml@refs/heads/main`. */
  readonly workflow_ref: string;
  /** The workflow that the job is in. It is another one in a reusable workflow. */
  readonly job_workflow_ref: string;
  /** `push` */
  readonly event_name: string;
  readonly runner_environment: string;
  readonly run_id: string;
  readonly run_attempt: string;
}
