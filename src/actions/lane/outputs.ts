import type { GitHub } from '../../github/github.ts';
import type { Runner } from '../../runner/runner.ts';
import type { LaneReport, PromoteReport } from '../../lanes/lane-report.ts';

/** Every output that promote, advance and rollback share. */
export type Outputs = Readonly<
  Record<'outcome' | 'changed' | 'pull-request-number' | 'pull-request-url' | 'head-sha' | 'json', string>
>;

/** Those of the root action, which also advances: when it may be worth to look again, or nothing. */
export type RootOutputs = Outputs & Readonly<Record<'next-look', string>>;

/** What a run says that failed before it knew anything. */
export const NO_OUTPUTS: Outputs = {
  outcome: '',
  changed: 'false',
  'pull-request-number': '',
  'pull-request-url': '',
  'head-sha': '',
  json: '{}',
};

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
    'pull-request-number': lane?.pull === undefined ? '' : String(lane.pull.number),
    'pull-request-url': lane?.pull?.url ?? '',
    'head-sha': lane?.head ?? '',
    json: JSON.stringify({ ...report, lanes: report.lanes.map(laneJson) }),
  };
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
