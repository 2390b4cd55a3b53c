import { shortDigest } from '../image/digest.ts';
import type { ImageRecord } from '../image/record.ts';
import { type FileChange, paintDiff, unifiedDiff } from './diff.ts';
import { leftSection, type LeftPlace } from './left-places.ts';
import { code, fenced, fold, link, table } from './markdown.ts';

/** What the job summary tells of one lane. */
interface LaneSummary {
  readonly name: string;
  readonly outcome: string;
  readonly reason: string;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
  /** Image and reference, from and to. */
  readonly moves: readonly { readonly image: string; readonly from: string; readonly to: string }[];
  readonly files: readonly FileChange[];
  /** What names its images and stays as it is. */
  readonly left: readonly LeftPlace[];
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
    ...leftSection(lanes.flatMap(({ left }) => left)),
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

/** What is said of a record beside itself. */
export interface RecordContext {
  /** In a few words, where the image came from. */
  readonly how: string;
  /** Web address of the GitHub of this run. A record may name any server; only this one is linked. */
  readonly server: string;
}

/** The record as a table of the job summary. */
export function recordSummary(record: ImageRecord, { how, server }: RecordContext): string {
  const { source, run } = record;
  const rows: [string, string | undefined][] = [
    ['Image', code(record.image)],
    ['Digest', code(record.digest)],
    ['Tags', listOf(record.tags)],
    ['Version', record.version === undefined ? undefined : code(record.version)],
    ['Platforms', listOf(record.platforms)],
    ['Source', source === undefined ? 'unknown: the image does not say' : sourceLink(source, server)],
    ['Built', record.created === undefined ? undefined : code(record.created)],
    ['Run', run === undefined ? undefined : runLink(run, server)],
    ['How', how],
  ];
  const said = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `### Waybill of ${code(`${record.image}@${shortDigest(record.digest)}`)}\n\n${table(['', ''], said)}`;
}

function listOf(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.map((value) => code(value)).join(', ');
}

function sourceLink(source: NonNullable<ImageRecord['source']>, here: string): string {
  const { repository, commit, server } = source;
  const isHere = server?.toLowerCase() === here.toLowerCase();
  return link(
    code(`${repository}@${commit.slice(0, 12)}`),
    isHere ? `${here}/${repository}/commit/${commit}` : undefined,
  );
}

function runLink({ id, attempt, url }: NonNullable<ImageRecord['run']>, here: string): string {
  const isHere = url.toLowerCase().startsWith(`${here.toLowerCase()}/`);
  return link(code(`${id} (attempt ${attempt})`), isHere ? url : undefined);
}
