import { shortTag } from '../../image/short-tag.ts';
import { moment, versionText } from '../../promotion/gates/words.ts';
import { code, link, plainLine, table } from '../../report/markdown.ts';
import type { Log } from '../../runner/runner.ts';
import type { RunningState } from '../../environments/running/running-state.ts';
import type { WhereAnswer } from '../../environments/running/where.ts';
import type { ObserveReport } from './run.ts';

/** The job summary of a run. Markdown. */
export function summaryOf(report: ObserveReport): string {
  const { home, dryRun, standing, sources, where } = report;
  if (where !== undefined) return whereSummary(where);
  const title = `### Observe${dryRun ? ' (dry run: nothing was written)' : ''}`;
  const rows = standing.states.map((state) => [
    code(placeOf(state)),
    code(state.image),
    code(shortTag(versionText(state))),
    state.kind,
    state.at === undefined ? '–' : moment(state.at),
    code(state.says, 300),
  ]);
  const body =
    rows.length === 0
      ? 'No environment declares an image.'
      : table(['environment', 'image', 'version', 'state', 'since', 'why'], rows);
  const told = sources.map(
    ({ repository, deployments, commented }) =>
      `${code(repository)}: ${deployments.length} Deployments, ${commented.length} comments.`,
  );
  return `${[title, code(home), body, ...told].join('\n\n')}\n`;
}

function whereSummary({ subject, rows }: WhereAnswer): string {
  const cells = rows.map((row) => [
    code(placeOf(row)),
    code(row.image),
    row.kind,
    row.version === '' ? '–' : code(shortTag(row.version)),
    row.since === undefined ? '–' : moment(row.since),
    [
      ...(row.pull === undefined ? [] : [link(`#${row.pull.number}`, row.pull.url)]),
      code(row.says, 300),
    ].join(' '),
  ]);
  const body =
    rows.length === 0
      ? 'It is in no environment.'
      : table(['environment', 'image', 'state', 'version', 'since', 'why'], cells);
  return `${[`### Where is ${code(subject)}?`, body].join('\n\n')}\n`;
}

function placeOf({ environment, target }: Pick<RunningState, 'environment' | 'target'>): string {
  return target === undefined ? environment : `${environment}/${target}`;
}

/** One line for each digest that does not run, or for each place that was asked about. */
export function logObserve({ standing, sources, untold, where }: ObserveReport, log: Log): void {
  if (where !== undefined) {
    for (const row of where.rows)
      log.info(`${placeOf(row)} ${row.image}: ${row.kind} ${row.version} ${plainLine(row.says)}`);
    return;
  }
  for (const state of standing.states) {
    const line = `${placeOf(state)} ${state.image} ${versionText(state)}: ${state.kind}. ${plainLine(state.says)}`;
    if (state.kind === 'failed') log.warning(line);
    else log.info(line);
  }
  for (const { repository, deployments, commented } of sources)
    log.info(`${repository}: ${deployments.length} Deployments, ${commented.length} comments.`);
  for (const repository of untold)
    log.info(`${repository} is not told: the input "report-token" takes a token that may write there.`);
}
