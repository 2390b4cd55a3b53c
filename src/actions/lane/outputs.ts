import type { GitHub } from '../../github/github.ts';
import type { Runner } from '../../runner/runner.ts';
import type { LaneReport, PromoteReport } from '../../lanes/lane-report.ts';

/** Every output that promote, advance, rollback and pause share. */
export type Outputs = Readonly<Record<'outcome' | 'changed' | 'json' | keyof PullOutputs, string>>;

/** What is said of a pull request, by the names that users of create-pull-request know. */
type PullOutputs = Readonly<
  Record<
    | 'pull-request-number'
    | 'pull-request-url'
    | 'pull-request-operation'
    | 'pull-request-head-sha'
    | 'pull-request-branch',
    string
  >
>;

/** Those of the root action, which also advances: when it may be worth to look again, or nothing. */
export type RootOutputs = Outputs & Readonly<Record<'next-look', string>>;

const NO_PULL: PullOutputs = {
  'pull-request-number': '',
  'pull-request-url': '',
  'pull-request-operation': 'none',
  'pull-request-head-sha': '',
  'pull-request-branch': '',
};

/** What a run says that failed before it knew anything. */
export const NO_OUTPUTS: Outputs = { outcome: '', changed: 'false', ...NO_PULL, json: '{}' };

export const NO_ROOT_OUTPUTS: RootOutputs = { ...NO_OUTPUTS, 'next-look': '' };

/**
 * The outputs of a run. With several lanes `changed` is true when one changed, and the other scalars speak of
 * the first lane that has something to say: one that changed, or else the first. `json` has all lanes.
 */
export function outputsOf(report: PromoteReport): Outputs {
  const lane = report.lanes.find(({ changed }) => changed) ?? report.lanes[0];
  return {
    outcome: lane?.outcome ?? '',
    changed: String(report.lanes.some(({ changed }) => changed)),
    ...pullOutputs(lane),
    json: JSON.stringify({ ...report, lanes: report.lanes.map(laneJson) }),
  };
}

/** What is said of the pull request of one lane. */
export function pullOutputs(lane: OutputPull | undefined): PullOutputs {
  if (lane?.pull === undefined) return NO_PULL;
  return {
    'pull-request-number': String(lane.pull.number),
    'pull-request-url': lane.pull.url,
    'pull-request-operation': operationOf(lane),
    'pull-request-head-sha': lane.head ?? '',
    'pull-request-branch': lane.branch,
  };
}

/** What the outputs have to know of a pull request. */
export interface OutputPull {
  readonly outcome: string;
  readonly changed: boolean;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
  readonly head: string | undefined;
  readonly branch: string;
}

/** What this run did to it, in the words of create-pull-request; `merged` is ours. */
const OPERATIONS: Readonly<Record<string, string>> = {
  created: 'created',
  updated: 'updated',
  superseded: 'updated',
  merged: 'merged',
  closed: 'closed',
};

function operationOf({ outcome, changed }: Pick<OutputPull, 'outcome' | 'changed'>): string {
  return changed ? (OPERATIONS[outcome] ?? 'none') : 'none';
}

/** The same where something was written. A run that failed before it could report may have written, too. */
export function withWrites<Known extends Outputs>(
  outputs: Known,
  github: Pick<GitHub, 'writes'> | undefined,
): Known {
  return github === undefined || github.writes() === 0 ? outputs : { ...outputs, changed: 'true' };
}

/** One lane for the output `json`. */
export function laneJson(lane: LaneReport) {
  return {
    lane: lane.lane.unit,
    branch: lane.branch,
    outcome: lane.outcome,
    changed: lane.changed,
    reason: lane.reason,
    merge: lane.merge ?? null,
    pullRequest: lane.pull === undefined ? null : { number: lane.pull.number, url: lane.pull.url },
    headSha: lane.head ?? null,
    proposes: lane.proposal,
    images: lane.placed.map(({ image, from }) => ({
      name: image.name,
      repository: image.repository,
      tag: image.tag ?? null,
      digest: image.digest,
      from: { digests: from.digests, tags: from.tags },
    })),
    files: lane.files.map(({ path }) => path),
  };
}

/** Sets all outputs. Called once in every run. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: Outputs | RootOutputs): void {
  for (const [name, value] of Object.entries(outputs)) runner.output(name, value);
}
