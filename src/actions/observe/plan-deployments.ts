import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { addressOf } from '../../config/addresses.ts';
import { downstreamOf, environmentNamed } from '../../config/configured-environments.ts';
import type { ImageOrigin } from '../../environments/running/image-sources.ts';
import type { RunningState } from '../../environments/running/running-state.ts';
import { OWN_PAYLOAD } from '../../environments/signals/github-event.ts';
import type { Deployment, DeploymentStatus } from '../../github/github.ts';
import { versionText } from '../../promotion/gates/words.ts';
import { cut } from '../../report/markdown.ts';

/** A digest that is to be seen at its source repository, and what it was built from. */
export interface ReportedState {
  readonly state: RunningState;
  readonly origin: ImageOrigin;
}

/** What is to be written for one digest in one environment or target. */
export interface DeploymentPlan extends ReportedState {
  /** The environment as GitHub shows it: `prod`, or `prod/eu` for a target. */
  readonly environment: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, string>>;
  readonly isProduction: boolean;
  readonly status: DeploymentStatus;
  /** The Deployment that is there; undefined where it has to be made. */
  readonly present: Deployment | undefined;
  /** Whether something of it has to be written. */
  readonly isNews: boolean;
  /** What it takes the place of, and is called inactive. */
  readonly ended: readonly Deployment[];
  /** Whether one of those that are there has ended: what is older has, too. */
  readonly hasEnded: boolean;
  /** The commit that ran there before, or was to run, as far as it is known. */
  readonly before: string | undefined;
}

const STATES = { running: 'success', failed: 'failure', pending: 'pending', unwatched: 'pending' } as const;

/** The environment as GitHub shows it, under which Deployments are found. */
export function deploymentEnvironment({ environment, target }: RunningState): string {
  return target === undefined ? environment : `${environment}/${target}`;
}

/** Addresses of `waybill.yaml` with the values of one digest. */
export function addressesOf(
  config: Config,
  state: RunningState,
  version: string | undefined,
): { readonly url: string | undefined; readonly metrics: string | undefined } {
  const { url, metrics } = environmentNamed(config, state.environment);
  const { environment, target, image } = state;
  const values = { environment, target, image, version: version ?? state.tag };
  return { url: addressOf(url, values), metrics: addressOf(metrics, values) };
}

/**
 * Compares how a digest runs with the Deployments that are there. `home` tells the Deployments of one
 * `waybill.yaml` from those of others. What ran before stays active until this one runs.
 */
export function planDeployment(
  reported: ReportedState,
  {
    config,
    home,
    present,
  }: {
    readonly config: Config;
    readonly home: string;
    /** Newest first. */
    readonly present: readonly Deployment[];
  },
): DeploymentPlan {
  const { state, origin } = reported;
  const environment = deploymentEnvironment(state);
  const task = `deploy:${state.image}`;
  const payload = { [OWN_PAYLOAD]: home, image: state.image, digest: state.digest, environment };
  const { url, metrics } = addressesOf(config, state, origin.version);
  const status: DeploymentStatus = {
    state: STATES[state.kind],
    description: cut(`${versionText(state)}: ${state.says}`, LONGEST),
    environmentUrl: url,
    // What a status links to is another commit each time, and would be news without any.
    logUrl: metrics,
  };
  const own = present.filter(
    (known) =>
      known.environment === environment && known.task === task && partOf(known, OWN_PAYLOAD) === home,
  );
  const same = own
    .filter((known) => known.commit === origin.commit && partOf(known, 'digest') === state.digest)
    .toSorted((a, b) => a.id - b.id)[0];
  const others = own.filter((known) => known !== same);
  const older = others.filter(({ commit }) => commit !== origin.commit);
  const ended = others.filter(({ status: last }) =>
    last?.state === 'success' ? state.kind === 'running' : last === undefined || last.state === 'pending',
  );
  return {
    ...reported,
    ...{ environment, task, payload, status, present: same, ended },
    isProduction: isLast(config, environmentNamed(config, state.environment)),
    isNews: same === undefined || !isSame(same.status, status),
    hasEnded: others.some(({ status: last }) => last?.state === 'inactive'),
    before: (older.find(({ status: last }) => last?.state === 'success') ?? older[0])?.commit,
  };
}

/** Nothing comes after it. */
function isLast(config: Config, environment: EnvironmentConfig): boolean {
  return downstreamOf(config, environment).length === 0;
}

function partOf({ payload }: Deployment, key: string): unknown {
  return typeof payload === 'object' && payload !== null && key in payload
    ? (payload as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function isSame(a: DeploymentStatus | undefined, b: DeploymentStatus): boolean {
  return (
    a?.state === b.state &&
    a.description === b.description &&
    a.environmentUrl === b.environmentUrl &&
    a.logUrl === b.logUrl
  );
}

/** GitHub refuses a longer description. */
const LONGEST = 140;
