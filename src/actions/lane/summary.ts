import { shortDigest } from '../../image/digest.ts';
import { promotionSummary } from '../../report/job-summary.ts';
import type { PromoteReport } from '../../lanes/lane-report.ts';

/** The job summary of a run. `what` comes before the name of the environment. */
export function summaryOf(report: PromoteReport, what = 'Promotion to'): string {
  return promotionSummary({
    what,
    environment: report.environment,
    repository: report.repository,
    branch: report.base.branch,
    dryRun: report.dryRun,
    lanes: report.lanes.map(({ lane, outcome, reason, pull, placed: moves, files, left }) => ({
      name: lane.unit,
      outcome,
      reason,
      pull,
      files,
      left,
      moves: moves.map(({ image, from }) => ({
        image: image.name,
        from: [...from.tags, ...from.digests.map((digest) => digest.slice(0, 19))].join(' ') || 'nothing',
        to: [...(image.tag === undefined ? [] : [image.tag]), shortDigest(image.digest)].join(' '),
      })),
    })),
  });
}
