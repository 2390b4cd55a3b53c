import { shortDigest } from '../../image/digest.ts';
import { code, link, table } from '../../report/markdown.ts';
import type { AdvancedLane, AdvanceReport } from './report.ts';

/** The job summary of an advance run: one row for each lane that has something to say. Markdown. */
export function summaryOf(report: AdvanceReport): string {
  const { repository, base, dryRun, lanes, nextLook } = report;
  const title = `### Advance${dryRun ? ' (dry run: nothing was written)' : ''}`;
  const where = `${code(repository)} on ${code(base.branch)}`;
  const rows = lanes.map((lane) => [
    code(lane.lane.environment),
    code(lane.lane.unit),
    movesOf(lane),
    lane.pull === undefined ? '–' : link(`#${lane.pull.number}`, lane.pull.url),
    lane.merge === 'merged' ? `${lane.outcome}, merged` : lane.outcome,
    gatesOf(lane),
    code(lane.reason, 300),
  ]);
  const body =
    rows.length === 0
      ? 'Every environment declares what its upstreams declare.'
      : table(['environment', 'lane', 'change', 'pull request', 'outcome', 'gates', 'why'], rows);
  const next =
    nextLook === undefined ? [] : [`The next gate may pass by itself at ${nextLook.toISOString()}.`];
  return `${[title, where, body, ...next].join('\n\n')}\n`;
}

function movesOf({ placed: moves }: AdvancedLane): string {
  const lines = moves.map(({ image, from }) => {
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
