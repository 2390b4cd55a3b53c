import { keepReport } from '../../../environments/running/report-state.ts';
import { WaybillError } from '../../../errors/waybill-error.ts';
import { parseDigest } from '../../../image/digest.ts';
import { printJson } from '../../output/print.ts';
import type { CommandContext, ExitCode } from '../command-context.ts';
import { openRunning } from './open-running.ts';

const STATES: ReadonlyMap<string, 'passed' | 'pending' | 'failed'> = new Map([
  ['healthy', 'passed'],
  ['pending', 'pending'],
  ['failed', 'failed'],
]);

/** `waybill report`: the job of an agent of your own says how an image runs. */
export async function runReport(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  const [image, ...more] = args.images;
  const state = STATES.get(args.state ?? '');
  const { environment } = args;
  if (environment === undefined || image === undefined || more.length > 0 || args.positionals.length > 0)
    throw new WaybillError('INPUT_MISSING', 'waybill report needs one --environment and one --image', {
      hint: 'For example: waybill report --environment dev --image api --state healthy.',
    });
  if (state === undefined)
    throw new WaybillError(
      'INPUT_INVALID',
      `--state is ${JSON.stringify((args.state ?? '').slice(0, 100))}`,
      {
        hint: 'Write --state healthy, --state pending or --state failed.',
      },
    );
  const [name = '', digest] = image.split('=', 2);
  const { collaborators, state: home, read, hide } = await openRunning('report', context);
  const kept = await keepReport(
    {
      ...{ environment, target: args.target, image: name, state },
      digest: digest === undefined ? undefined : parseDigest(digest, '--image'),
      says: hide(args.reason ?? args.state ?? ''),
      at: home.now ?? new Date(0),
      url: args.url,
    },
    read,
    collaborators.github,
    args.dryRun,
  );
  if (kept.warning !== undefined) terminal.stderr.write(`warning: ${kept.warning}\n`);
  if (args.json) printJson(terminal.stdout, { ...kept, warning: kept.warning ?? null, errors: [] });
  else
    terminal.stdout.write(
      `${args.dryRun ? 'Nothing was written. ' : NOT_KEPT[kept.kept]}${kept.context} at ${kept.commit.slice(0, 7)} of ${kept.repository}: ${args.state ?? ''}\n`,
    );
  return args.dryRun || kept.kept !== 'no commit' ? 0 : 1;
}

/** Why nothing was written. */
const NOT_KEPT = {
  written: '',
  known: 'Not kept, because that, or something later, was said already: ',
  'no commit': 'Not kept, because GitHub does not have the commit: ',
} as const;
