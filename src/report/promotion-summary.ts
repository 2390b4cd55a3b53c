import { code, fenced, fold, link, table } from './markdown.ts';
import { type FileChange, paintDiff, unifiedDiff } from './diff.ts';

/** What the job summary tells of one lane. */
interface LaneSummary {
  readonly name: string;
  readonly outcome: string;
  readonly reason: string;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
  /** Image and reference, from and to. */
  readonly moves: readonly { readonly image: string; readonly from: string; readonly to: string }[];
  readonly files: readonly FileChange[];
}

interface PromotionSummary {
  /** What comes before the name of the environment: `Promotion to`. */
  readonly what: string;
  readonly environment: string;
  readonly repository: string;
  readonly branch: string;
  readonly dryRun: boolean;
  readonly lanes: readonly LaneSummary[];
}

/** A longer diff is in the log only, because a job summary has room for one megabyte. */
const LONGEST_DIFF = 200_000;

/**
 * The job summary of a promotion: a table of the lanes with their outcome, and the diff behind a fold.
 * Markdown.
 */
export function promotionSummary(summary: PromotionSummary): string {
  const { what, environment, repository, branch, dryRun, lanes } = summary;
  const title = `### ${what} ${code(environment)}${dryRun ? ' (dry run: nothing was written)' : ''}`;
  const rows = lanes.map((lane) => [
    code(lane.name),
    lane.outcome,
    lane.pull === undefined ? '–' : link(`#${lane.pull.number}`, lane.pull.url),
    lane.moves.map(({ image, from, to }) => `${code(image)} ${code(from)} → ${code(to)}`).join('<br>') || '–',
    code(lane.reason, 300),
  ]);
  const parts = [
    title,
    `${code(repository)} on ${code(branch)}`,
    table(['lane', 'outcome', 'pull request', 'change', 'why'], rows),
    ...lanes.flatMap(diffOf),
  ];
  return `${parts.join('\n\n')}\n`;
}

function diffOf({ name, files }: LaneSummary): readonly string[] {
  if (files.length === 0) return [];
  const diff = files.map(unifiedDiff).join('');
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  if (diff.length > LONGEST_DIFF) return [`The diff of ${code(name)} (${count}) is in the log.`];
  return [
    fold(`Diff of ${name.replace(/[^\w./-]/g, '')} (${count})`, fenced('diff', paintDiff(diff, false))),
  ];
}
