import { plainLine } from '../../report/markdown.ts';
import type { Log } from '../../runner/runner.ts';
import type { AdvanceReport } from './report.ts';

/** One line for each lane that has something to say, and one for each of its gates that has not passed. */
export function logAdvance(report: AdvanceReport, log: Log): void {
  if (report.lanes.length === 0) log.info('Every environment declares what its upstreams declare.');
  for (const { lane, outcome, pull, reason, gates, errors } of report.lanes) {
    const at = pull === undefined ? '' : ` ${pull.url}`;
    const line = `${lane.environment}/${lane.unit}: ${outcome}.${at} ${plainLine(reason)}`;
    if (outcome === 'blocked' && errors.length === 0) log.warning(line);
    else log.info(line);
    for (const gate of gates.filter(({ state }) => state !== 'passed')) {
      log.info(`  ${gate.gate} ${gate.state}: ${plainLine(gate.reason)}`);
    }
  }
  if (report.nextLook !== undefined) {
    log.info(`The next gate may pass by itself at ${report.nextLook.toISOString()}.`);
  }
}
