import type { RunningState } from '../../environments/running/running-state.ts';
import type { Whereabout } from '../../environments/running/whereabouts.ts';
import type { Runner } from '../../runner/runner.ts';
import type { ObserveReport } from './run.ts';

/** Every output of the action. */
export type Outputs = Readonly<Record<'running' | 'pending' | 'failed' | 'changed' | 'json', string>>;

export const NO_OUTPUTS: Outputs = { running: '', pending: '', failed: '', changed: 'false', json: '{}' };

export function outputsOf(report: ObserveReport): Outputs {
  const { standing, sources, where } = report;
  const count = (kind: RunningState['kind']): string =>
    String(standing.states.filter((state) => state.kind === kind).length);
  return {
    running: count('running'),
    pending: count('pending'),
    failed: count('failed'),
    changed: String(
      !report.dryRun &&
        sources.some(({ deployments, commented }) => deployments.length + commented.length > 0),
    ),
    json: JSON.stringify({
      home: report.home,
      dryRun: report.dryRun,
      signal: report.signal,
      images: standing.states.map(stateJson),
      proposed: standing.proposed,
      sources: sources.map(({ repository, deployments, commented }) => ({
        repository,
        deployments: deployments.map(({ environment, task, status, origin }) => ({
          ...{ environment, task, commit: origin.commit },
          ...status,
        })),
        commented,
      })),
      untold: report.untold,
      where: where === undefined ? null : { subject: where.subject, rows: where.rows.map(rowJson) },
    }),
  };
}

function stateJson(state: RunningState) {
  const { environment, target, image, digest, tag, since, kind, says, at, timedOut } = state;
  return {
    ...{ environment, target: target ?? null, image, digest, tag: tag ?? null },
    ...{ state: kind, says, at: at?.toISOString() ?? null, timedOut },
    declaredSince: since?.at.toISOString() ?? null,
  };
}

/** One line of an answer to "where is it?", for `json`. */
function rowJson({ environment, target, image, kind, version, isLater, since, pull, says }: Whereabout) {
  return {
    ...{ environment, target: target ?? null, image, kind, version, isLater },
    ...{ since: since?.toISOString() ?? null, pullRequest: pull ?? null, says },
  };
}

/** Sets all outputs. Called once in every run. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) runner.output(name, value);
}
