import type { MergeMethod } from '../github/read/read-repository.ts';
import type { Pin } from '../manifest/plan-edits.ts';
import type { ImageRequest } from '../promotion/image-request.ts';

/** Where something is to be declared. */
export interface Destination {
  readonly environment: string | undefined;
  /** The config repo, `owner/name`. */
  readonly repository: string;
  /** Its base branch; the default branch when undefined. */
  readonly branch: string | undefined;
  /** File patterns and the image's repository, for a config repo without `waybill.yaml`. */
  readonly files: readonly string[];
  readonly image: string | undefined;
}

/** What one run of `promote` is asked to do. */
export interface PromoteRequest extends Destination {
  readonly images: readonly ImageRequest[];
  readonly pin: Pin | undefined;
  readonly pull: PullSettings;
  readonly dryRun: boolean;
  /** Who asks, why and in which run: a hotfix is marked with it. `reason` is undefined when none was given. */
  readonly asked: {
    readonly by: string;
    readonly reason: string | undefined;
    readonly run: string | undefined;
  };
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
