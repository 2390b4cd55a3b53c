/*
 * The room of the actions: each folder reads the inputs of one action, runs it and sets its outputs. An
 * action joins the rooms below and decides nothing that they can decide. It may not know another action: what
 * three of them share is in `lane/`.
 */
import type { InputReader, Runner } from '../runner/runner.ts';

/** The root action: promotes the images that it is given, and advances when it is given none. */
export async function main(runner: Runner): Promise<void> {
  const action = asksToAdvance(runner.inputs)
    ? await import('./advance/main.ts')
    : await import('./promote/main.ts');
  await action.main(runner);
}

/**
 * Whether a run of `promote` is to advance: it names nothing to promote. One that names files or an image
 * without a version has forgotten something, and is told so.
 */
function asksToAdvance(inputs: InputReader): boolean {
  if (inputs.text('images') !== undefined || inputs.list('files').length > 0) return false;
  const image = inputs.text('image');
  return image === undefined;
}
