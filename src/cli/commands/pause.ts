import { laterProver } from '../../evidence/later-prover.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { pauseOrResume } from '../../lanes/pause/pause-environment.ts';
import type { PauseReport, PauseRequest } from '../../lanes/pause/request.ts';
import { recordReader } from '../../records/record-reader.ts';
import { openGitHub, repositoryMeant } from '../open-github.ts';
import { visible } from '../output/terminal.ts';
import { printJson } from '../output/print.ts';
import type { CommandContext, ExitCode } from './command-context.ts';

/** `waybill pause` and `waybill resume`: what the pause action does, at a prompt. */
export async function runPause(kind: PauseRequest['kind'], context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  const [environment, ...more] = args.positionals;
  if (environment === undefined || more.length > 0)
    throw new WaybillError('INPUT_MISSING', `waybill ${kind} needs one environment`, {
      hint: `For example: waybill ${kind} prod${kind === 'pause' ? ' --reason "checkout is slow"' : ''}.`,
    });
  if (kind === 'pause' && (args.reason ?? '').trim() === '')
    throw new WaybillError('INPUT_MISSING', 'waybill pause needs --reason', {
      hint: 'Say why: it stands on every pull request that is not merged for now.',
    });
  const { log, github, hide } = openGitHub(terminal, kind);
  const registry = await context.openRegistry();
  const request: PauseRequest = {
    kind,
    environment,
    repository: repositoryMeant(args.repository, terminal),
    branch: args.branch,
    images: args.images,
    reason: args.reason === undefined ? undefined : hide(args.reason),
    until: args.until === undefined ? undefined : { text: args.until, what: '--until' },
    by: undefined,
    run: undefined,
    dryRun: args.dryRun,
  };
  const prove = laterProver({ github, registry, server: 'https://github.com' });
  const readRecord = recordReader(registry, log);
  const collaborators = { github, registry, readRecord, prove, log, color: false };
  const report = await pauseOrResume(request, collaborators);
  if (args.json) printJson(terminal.stdout, { ...report, pull: report.pull ?? null });
  else terminal.stdout.write(described(report));
  return 0;
}

function described({ outcome, reason, pull, paused, lanes, dryRun }: PauseReport): string {
  const at = pull === undefined ? '' : ` ${pull.url}`;
  const lines = [
    ...(dryRun ? ['Nothing was written.'] : []),
    `${outcome}.${at} ${reason}`,
    ...paused.map((sentence) => `  ${sentence}`),
    ...lanes.map(({ unit, url }) => `  not merged for now: ${unit} ${url}`),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}
