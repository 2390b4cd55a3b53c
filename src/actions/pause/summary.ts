import type { PauseReport } from '../../lanes/pause/request.ts';
import { code, link } from '../../report/markdown.ts';

/** The job summary of a run. Markdown. */
export function summaryOf(report: PauseReport): string {
  const { kind, environment, repository, outcome, reason, pull, paused, lanes, dryRun } = report;
  const verb = kind === 'pause' ? 'Pause' : 'Resume';
  const title = `### ${verb} ${code(environment)}${dryRun ? ' (dry run: nothing was written)' : ''}`;
  const at = pull === undefined ? '' : ` ${link(`#${pull.number}`, pull.url)}`;
  const held = lanes.map(({ unit, number, url }) => `${code(unit)} ${link(`#${number}`, url)}`);
  return `${[
    title,
    `${code(repository)}: ${outcome}.${at} ${code(reason, 400)}`,
    ...(paused.length === 0 ? [] : [paused.map((sentence) => `- ${code(sentence, 400)}`).join('\n')]),
    ...(held.length === 0 ? [] : [`Not merged for now: ${held.join(', ')}.`]),
  ].join('\n\n')}\n`;
}
