import { readOrigins } from '../../../environments/running/image-sources.ts';
import { proposals } from '../../../environments/running/proposals.ts';
import { runningState } from '../../../environments/running/running-state.ts';
import { answerWhere } from '../../../environments/running/where.ts';
import type { Whereabout } from '../../../environments/running/whereabouts.ts';
import { WaybillError } from '../../../errors/waybill-error.ts';
import { moment } from '../../../promotion/gates/words.ts';
import { printJson } from '../../output/print.ts';
import { visible } from '../../output/terminal.ts';
import type { CommandContext, ExitCode } from '../command-context.ts';
import { openRunning } from './open-running.ts';

/** `waybill where`: in which environments a commit, digest or pull request is, and what it waits for. */
export async function runWhere(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  const [asked, ...more] = args.positionals;
  if (asked === undefined || more.length > 0)
    throw new WaybillError('INPUT_MISSING', 'waybill where needs one commit, digest or pull request', {
      hint: 'For example: waybill where acme/shop#12.',
    });
  const { collaborators, state, read } = await openRunning('where', context);
  const patience = { now: state.now ?? new Date(0), timeOut: Infinity };
  const states = read.images.map((image) => runningState(image, patience));
  const proposed = proposals(read.lanePlaces);
  const standing = { config: read.config, states, unclear: read.unclear, proposed };
  const originOf = await readOrigins([...states, ...proposed], read.config, collaborators.readRecord);
  const { subject, rows } = await answerWhere(asked, { standing, originOf }, collaborators.github);
  const isSomewhere = rows.some(({ kind }) => kind !== 'absent' && kind !== 'unknown');
  if (args.json) printJson(terminal.stdout, { subject, rows: rows.map(rowJson), errors: [] });
  else terminal.stdout.write(`${[subject, ...rows.map(described)].map(visible).join('\n')}\n`);
  return isSomewhere ? 0 : 1;
}

function rowJson({ state, ...row }: Whereabout) {
  return { ...row, digest: row.kind === 'absent' || row.kind === 'unknown' ? null : (state?.digest ?? null) };
}

function described({
  environment,
  target,
  image,
  kind,
  version,
  isLater,
  since,
  pull,
  says,
}: Whereabout): string {
  const place = target === undefined ? environment : `${environment}/${target}`;
  const from = since === undefined ? '' : ` since ${moment(since)}`;
  const what =
    kind === 'absent'
      ? 'not there'
      : kind === 'unknown'
        ? 'not known'
        : `${kind} ${version}${isLater ? ' (a later build)' : ''}${from}`;
  const at = pull === undefined ? '' : ` ${pull.url}`;
  return `  ${place} ${image}: ${what}.${at} ${says}`;
}
