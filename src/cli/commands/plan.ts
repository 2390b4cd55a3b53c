import { WaybillError } from '../../errors/waybill-error.ts';
import { paintDiff, unifiedDiff } from '../../report/diff.ts';
import { describePlan, summarizePlan, summarizeRefusal } from '../output/describe-plan.ts';
import type { CommandContext, ExitCode } from './command-context.ts';
import { planJson } from '../output/plan-json.ts';
import { planTree, refusalErrors, requireImages } from '../tree/plan-tree.ts';
import { planRequest } from './plan-request.ts';
import { printErrors, printJson } from '../output/print.ts';
import { painter, usesColor, widthOf } from '../output/terminal.ts';

/** `waybill plan`: what would change, as a unified diff. Writes nothing. */
export async function runPlan(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  if (args.positionals.length === 0)
    throw new WaybillError('INPUT_MISSING', 'waybill plan needs an environment, or a file or folder', {
      hint: 'For example: waybill plan staging --image api=v1.4.0@sha256:….',
    });
  requireImages(args.images, 'plan');
  context.say('Looking for files');
  const { plan } = await planTree(await planRequest(context), context);
  const refused = plan.refusals.length > 0;
  if (args.json) {
    printJson(terminal.stdout, planJson(plan, false));
    return refused ? 1 : 0;
  }
  const { stderr, stdout } = terminal;
  const page = { paint: painter(usesColor(terminal, stderr, args.color)), width: widthOf(stderr) };
  stderr.write(describePlan(plan, page));
  for (const file of plan.files) stdout.write(diffFor(context, unifiedDiff(file)));
  printErrors(terminal, args.color, refusalErrors(plan));
  stderr.write(refused ? summarizeRefusal(plan, 'There is no diff.') : summarizePlan(plan, 'would change'));
  return refused ? 1 : 0;
}

/** A terminal gets a painted diff in which nothing can act on it; a pipe gets the exact one. */
function diffFor({ arguments: args, terminal }: CommandContext, diff: string): string {
  const color = usesColor(terminal, terminal.stdout, args.color);
  return color || terminal.stdout.isTTY === true ? paintDiff(diff, color) : diff;
}
