import type { MergeMethod } from '../../github/read-repository.ts';
import type { Pin } from '../../manifest/plan.ts';
import type { ImageRequest } from '../../promotion/image-request.ts';

/** What one run of `promote` is asked to do. */
export interface PromoteRequest {
  readonly images: readonly ImageRequest[];
  readonly environment: string | undefined;
  /** The config repo, `owner/name`. */
  readonly repository: string;
  /** Its base branch; the default branch when undefined. */
  readonly branch: string | undefined;
  /** File patterns and the image's repository, for a config repo without `waybill.yaml`. */
  readonly files: readonly string[];
  readonly image: string | undefined;
  readonly pin: Pin | undefined;
  readonly pull: PullSettings;
  readonly dryRun: boolean;
  /** The web address of GitHub, for links. */
  readonly server: string;
}

/** How the pull request is opened; what is not given comes from the environment in `waybill.yaml`. */
export interface PullSettings {
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** `organization/team`. */
  readonly teamReviewers: readonly string[];
  readonly draft: boolean | undefined;
  readonly titlePrefix: string | undefined;
  readonly autoMerge: MergeMethod | undefined;
}
