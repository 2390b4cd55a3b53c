import type { DestinationInputs } from '../../environments/destination.ts';
import type { PullSettings } from '../../lanes/pull-settings.ts';
import type { Pin } from '../../manifest/plan-edits.ts';
import type { ImageRequest } from '../../promotion/lane/image-request.ts';

/** What one run of `promote` is asked to do. */
export interface PromoteRequest extends DestinationInputs {
  readonly images: readonly ImageRequest[];
  readonly pin: Pin | undefined;
  readonly pull: PullSettings;
  readonly dryRun: boolean;
  /**
   * Who asks, why and in which run: a hotfix is marked with it. `reason` is undefined when none was given.
   */
  readonly asked: {
    readonly by: string;
    readonly reason: string | undefined;
    readonly run: string | undefined;
  };
  /** The web address of GitHub, for links. */
  readonly server: string;
}
