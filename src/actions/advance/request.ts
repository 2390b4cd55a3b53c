import type { PullSettings } from '../../lanes/request.ts';

/** What one advance run is asked to do. */
export interface AdvanceRequest {
  /** The environments to look at; all of `waybill.yaml` when empty. */
  readonly environments: readonly string[];
  /** The config repo, `owner/name`, and the branch that `waybill.yaml` is read from. */
  readonly repository: string;
  readonly branch: string | undefined;
  readonly pull: PullSettings;
  readonly dryRun: boolean;
  /** The web address of GitHub, for links. */
  readonly server: string;
  /** Address of the run, for a status without evidence. */
  readonly run: string | undefined;
}
