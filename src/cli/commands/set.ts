import { WaybillError } from '../../errors/waybill-error.ts';
import { describePlan, summarizePlan, summarizeRefusal } from '../output/describe-plan.ts';
import { editorFlags, meantByRepository } from '../arguments/meant-images.ts';
import type { CommandContext, ExitCode } from './command-context.ts';
import { refuseNames } from './refuse-names.ts';
import { planTree, refusalErrors, requireImages, type TreePlan } from '../tree/plan-tree.ts';
import { printErrors, printJson } from '../output/print.ts';
import { replaceFiles } from '../tree/replace-files.ts';
import { painter, usesColor, widthOf } from '../output/terminal.ts';
import { removeLeftBehind } from '../tree/left-behind.ts';
import { filesBelow, newlyMet } from '../tree/working-tree.ts';

// A diff is shown only when it is asked for. Only then its library is loaded.

/** `waybill set`: brings images into files of the working tree. Writes all of it or nothing. */
export async function runSet(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  if (args.positionals.length === 0)
    throw new WaybillError('INPUT_MISSING', 'waybill set needs a file or a folder', {
      hint: 'Name what to edit: waybill set envs/dev --image ghcr.io/acme/api=v1.4.0@sha256:….',
    });
  requireImages(args.images, 'set');
  await refuseNames(args, terminal.cwd);
  const images = args.images.map((text) => meantByRepository(text, args));
  const met = newlyMet();
  context.say('Looking for files');
  const files = filesBelow(args.positionals, terminal.cwd, met);
  if (!args.dryRun) removeLeftBehind(met.beside);
  const request = { files, met, images, scope: 'paths', options: editorFlags(args, images) } as const;
  const planned = await planTree(request, context);
  const refused = planned.plan.refusals.length > 0;
  const writes = planned.plan.files.length > 0 && !args.dryRun;
  if (writes && !(await write(planned, context))) {
    if (args.json) await print(context, planned, false);
    else terminal.stderr.write('Stopped. Nothing was written.\n');
    return 1;
  }
  await print(context, planned, writes);
  return refused ? 1 : 0;
}

/** Returns false where Ctrl-C came before the first file was replaced. Later it waits for the last one. */
async function write({ plan, originals }: TreePlan, { terminal, say }: CommandContext): Promise<boolean> {
  const replacements = plan.files.flatMap(({ path, after }) => {
    const original = originals.get(path);
    if (original === undefined) return [];
    const { file, bytes } = original;
    return [{ path, absolute: file.absolute, before: bytes, after: Buffer.from(after, 'utf8') }];
  });
  say(`Writing files: ${replacements.length}`);
  const signals = terminal.holdSignals?.();
  try {
    return await replaceFiles(replacements, () => signals?.isCaught() === true);
  } finally {
    signals?.release();
  }
}

async function print(
  { arguments: args, terminal }: CommandContext,
  { plan }: TreePlan,
  written: boolean,
): Promise<void> {
  const { stdout, stderr } = terminal;
  if (args.json) {
    const { planJson } = await import('../output/plan-json.ts');
    printJson(stdout, planJson(plan, written));
    return;
  }
  const color = usesColor(terminal, stdout, args.color);
  stdout.write(describePlan(plan, { paint: painter(color), width: widthOf(stdout) }));
  if (args.dryRun) stdout.write(await paintedDiff(plan, color));
  printErrors(terminal, args.color, refusalErrors(plan));
  if (plan.refusals.length > 0) stderr.write(summarizeRefusal(plan, 'Nothing was written.'));
  else stdout.write(summarizePlan(plan, written ? 'changed' : 'would change'));
}

async function paintedDiff(plan: TreePlan['plan'], color: boolean): Promise<string> {
  const { paintDiff, unifiedDiff } = await import('../../report/diff.ts');
  return plan.files.map((file) => paintDiff(unifiedDiff(file), color)).join('');
}
