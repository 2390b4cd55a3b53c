import { code, link, table } from '../markdown.ts';
import type { Board, BoardCell } from './board.ts';
import { cellsOf, countsOf, isLevel } from './counts.ts';
import { age, lengthText, moment, percent, rounded } from './times.ts';
import { shortHex, versionName } from './version-text.ts';

/** GitHub shows nothing of a summary beyond 1 MiB, and other steps of the job have summaries too. */
const LARGEST = 900 * 1024;

/**
 * The board as the job summary: a flow of the environments, images by environments, and how promotions went.
 * Images that do not fit are left out, and it says how many. Markdown.
 */
export function boardSummary(board: Board): string {
  const { images } = board;
  const head = [
    `### Board of ${link(code(board.repository), board.url)}`,
    `${code(board.base.branch)} at ${code(board.base.oid.slice(0, 7))}, ${moment(board.at)}. ${countsLine(board)}`,
    flow(board),
  ];
  const tail = [metricsTable(board), ...notes(board)];
  const columns = ['image', ...board.environments.map(({ name }) => code(name))];
  const rows = images.map((image) => [
    code(image.name),
    ...image.cells.map((cell) => cellText(cell, board.at)),
  ]);
  let room = LARGEST - bytes([...head, table(columns, []), ...tail].join('\n\n'));
  const fits = rows.findIndex((row) => (room -= bytes(table(row, []))) < 0);
  const shown = fits === -1 ? rows : rows.slice(0, fits);
  const left = rows.length - shown.length;
  const cut =
    left === 0
      ? []
      : [
          `**${left} of ${rows.length} images are left out: a job summary holds at most 1 MiB.** The page has all of them.`,
        ];
  const body = rows.length === 0 ? `${code('waybill.yaml')} has no image.` : table(columns, shown);
  return `${[...head, body, ...cut, ...tail].join('\n\n')}\n`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

function countsLine(board: Board): string {
  const { declared, level, behind, open, failing, paused, drifted } = countsOf(board);
  const parts = [
    `${level} of ${declared} are level with the first environment`,
    `${behind} behind`,
    `${open} pull ${open === 1 ? 'request' : 'requests'} open`,
    ...(failing > 0 ? [`**${failing} not healthy**`] : []),
    ...(drifted > 0 ? [`**${drifted} drifted**`] : []),
    ...(paused > 0 ? [`**${paused} paused**`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** Environments as a Mermaid flow: names are plain by the rules of `waybill.yaml`. */
function flow(board: Board): string {
  const ids = new Map(board.environments.map(({ name }, index) => [name, `e${index}`]));
  const nodes = board.environments.map(({ name, pauses }) => {
    const cells = cellsOf(board, name);
    const paused = pauses.length === 0 ? '' : '<br/>paused';
    return `  ${ids.get(name)}["${name}<br/>${cells.filter(isLevel).length} of ${cells.length} level${paused}"]`;
  });
  const edges = board.environments.flatMap(({ name, after }) => {
    const open = new Set(cellsOf(board, name).flatMap(({ pull }) => pull?.url ?? [])).size;
    const label = open === 0 ? '' : `|${open} open|`;
    return after.map((upstream) => `  ${ids.get(upstream)} -->${label} ${ids.get(name)}`);
  });
  return ['```mermaid', 'flowchart LR', ...nodes, ...edges, '```'].join('\n');
}

function cellText(cell: BoardCell, now: Date): string {
  const { versions, since, standing, pull, health, drift, offered } = cell;
  if (versions.length === 0) return '–';
  const shown = versions
    .slice(0, 3)
    .map((version) =>
      version.digest === undefined
        ? `${code(versionName(version))} (not in the registry)`
        : `${code(versionName(version))} ${code(shortHex(version.digest))}`,
    );
  const lines = [
    ...shown,
    ...(versions.length > 3 ? [`and ${versions.length - 3} more`] : []),
    ...(since === undefined ? [] : [link(age(since.at, now), since.url)]),
    ...(standing.kind === 'behind' ? [behindText(standing.commits)] : []),
    ...(pull === undefined ? [] : [`${link(`#${pull.number}`, pull.url)} ${pull.verdict.state}`]),
    ...(offered === undefined ? [] : [`${code(versionName(offered))} offered`]),
    ...(health === undefined || health.state === 'passed' ? [] : [`health ${health.state}`]),
    ...(drift === undefined || drift.state === 'passed' ? [] : [`drift ${drift.state}`]),
  ];
  return lines.join('<br>');
}

/** `4 commits behind`, `100+ commits behind`, `behind`. */
export function behindText(
  commits: { readonly behind: number; readonly ahead: number; readonly more: boolean } | undefined,
): string {
  if (commits === undefined) return 'behind';
  const { behind, ahead, more } = commits;
  const count = `${Math.max(behind, ahead)}${more ? '+' : ''} ${Math.max(behind, ahead) === 1 && !more ? 'commit' : 'commits'}`;
  if (behind > 0 && ahead > 0) return `${behind}${more ? '+' : ''} commits behind, ${ahead} ahead`;
  return behind === 0 && ahead === 0 ? 'another build' : `${count} ${behind > 0 ? 'behind' : 'ahead'}`;
}

function metricsTable({ environments, weeks }: Board): string {
  const columns = [`last ${weeks} weeks`, 'promotions', 'lead time', 'change failures', 'time to restore'];
  const rows = environments.map(({ name, metrics }) => [
    code(name),
    metrics.promotions === 0 ? '0' : `${metrics.promotions} (${rounded(metrics.perWeek)} a week)`,
    metrics.leadTime === undefined ? '–' : lengthText(metrics.leadTime.median),
    metrics.failureRate === undefined
      ? '–'
      : `${percent(metrics.failureRate)} (${metrics.failed} of ${metrics.promotions})`,
    metrics.timeToRestore === undefined ? '–' : lengthText(metrics.timeToRestore.median),
  ]);
  return table(columns, rows);
}

function notes({ notes: said }: Board): readonly string[] {
  return said.length === 0 ? [] : [said.map((note) => `- ${code(note, 300)}`).join('\n')];
}
