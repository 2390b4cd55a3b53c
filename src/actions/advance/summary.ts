import { shortDigest } from '../../image/digest.ts';
import { leftSection } from '../../report/left-places.ts';
import { code, link, plainLine, table } from '../../report/markdown.ts';
import type { Log } from '../../runner/runner.ts';
import type { AdvancedLane, AdvanceReport } from './report.ts';

/** The job summary of an advance run: one row for each lane that has something to say. Markdown. */
export function summaryOf(report: AdvanceReport): string {
  const { repository, base, dryRun, lanes, nextLook } = report;
  const title = `### Advance${dryRun ? ' (dry run: nothing was written)' : ''}`;
  const where = `${code(repository)} on ${code(base.branch)}`;
  const rows = lanes.map((lane) => [
    code(lane.lane.environment),
    code(lane.lane.unit),
    changesOf(lane),
    lane.pull === undefined ? '–' : link(`#${lane.pull.number}`, lane.pull.url),
    lane.outcome,
    gatesOf(lane),
    code(lane.reason, 300),
  ]);
  const body =
    rows.length === 0
      ? 'Every environment declares what its upstreams declare.'
      : table(['environment', 'lane', 'change', 'pull request', 'outcome', 'gates', 'why'], rows);
  const next =
    nextLook === undefined ? [] : [`The next gate may pass by itself at ${nextLook.toISOString()}.`];
  const left = leftSection(lanes.flatMap((moved) => moved.left));
  return `${[title, where, body, ...left, ...next].join('\n\n')}\n`;
}

function changesOf({ placed }: AdvancedLane): string {
  const lines = placed.map(({ image, from }) => {
    const before = [...from.tags, ...from.digests.map((digest) => digest.slice(0, 19))].join(' ');
    const after = [...(image.tag === undefined ? [] : [image.tag]), shortDigest(image.digest)].join(' ');
    return `${code(image.name)} ${code(before === '' ? 'nothing' : before)} → ${code(after)}`;
  });
  return lines.join('<br>') || '–';
}

function gatesOf({ gates }: AdvancedLane): string {
  if (gates.length === 0) return '–';
  const open = gates.filter(({ state }) => state !== 'passed');
  if (open.length === 0) return 'all passed';
  return open.map(({ gate, state, reason }) => `${gate} ${state}: ${code(reason, 200)}`).join('<br>');
}

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
