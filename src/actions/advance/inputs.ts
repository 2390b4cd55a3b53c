import type { Runner } from '../../runner/runner.ts';
import { configRepoOf, type Connection, provingConnectionOf, pullSettings } from '../lane/inputs.ts';
import type { PullSettings } from '../../lanes/pull-settings.ts';

/** What one advance run is asked to do. */
export interface AdvanceRequest {
  /** The environments to look at; all of `waybill.yaml` when empty. */
  readonly environments: readonly string[];
  /** The config repo, `owner/name`, and the branch that `waybill.yaml` is read from. */
  readonly repository: string;
  readonly branch: string | undefined;
  readonly pull: PullSettings;
  /** What upstreams offer may be built from an ancestor of what is declared. */
  readonly allowOlder: boolean;
  readonly dryRun: boolean;
  /** The web address of GitHub, for links. */
  readonly server: string;
  /** Address of the run, for a status without evidence. */
  readonly run: string | undefined;
}

export interface AdvanceInputs {
  readonly request: AdvanceRequest;
  readonly connection: Connection;
}

/** Reads the inputs of an advance run. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readAdvanceInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): AdvanceInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  return {
    request: {
      environments: inputs.list('environment'),
      repository,
      branch,
      pull: pullSettings(inputs, repository),
      allowOlder: inputs.boolean('allow-older', false),
      dryRun: inputs.boolean('dry-run', false),
      server: context.serverUrl,
      run: context.run?.url,
    },
    connection: provingConnectionOf(runner),
  };
}
