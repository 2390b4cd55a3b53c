import { shortDigest } from '../image/digest.ts';
import type { ImageRecord } from '../image/record.ts';
import { code, link, table } from './markdown.ts';

/** The record as a table of the job summary. `how` says in a few words where the image came from. */
export function recordSummary(record: ImageRecord, how: string): string {
  const { source, run } = record;
  const rows: [string, string | undefined][] = [
    ['Image', code(record.image)],
    ['Digest', code(record.digest)],
    ['Tags', listOf(record.tags)],
    ['Version', record.version === undefined ? undefined : code(record.version)],
    ['Platforms', listOf(record.platforms)],
    ['Source', source === undefined ? 'unknown: the image does not say' : sourceLink(source)],
    ['Built', record.created === undefined ? undefined : code(record.created)],
    ['Run', run === undefined ? undefined : link(code(`${run.id} (attempt ${run.attempt})`), run.url)],
    ['How', how],
  ];
  const said = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `### Waybill of ${code(`${record.image}@${shortDigest(record.digest)}`)}\n\n${table(['', ''], said)}`;
}

function listOf(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.map((value) => code(value)).join(', ');
}

function sourceLink({ repository, commit, server }: NonNullable<ImageRecord['source']>): string {
  const address = server === undefined ? undefined : `${server}/${repository}/commit/${commit}`;
  return link(code(`${repository}@${commit.slice(0, 12)}`), address);
}
