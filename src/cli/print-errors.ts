import { describeError, type WaybillError } from '../errors/waybill-error.ts';
import { errorsJson } from './plan-json.ts';
import { painter, type Terminal, usesColor } from './terminal.ts';

/** Prints errors to standard error, each with its place and what to do; with `--json` as one object to standard output. */
export function printErrors(
  terminal: Terminal,
  { json, color }: { readonly json: boolean; readonly color: boolean | undefined },
  errors: readonly WaybillError[],
): void {
  if (json) {
    terminal.stdout.write(`${JSON.stringify(errorsJson(errors), null, 2)}\n`);
    return;
  }
  const paint = painter(usesColor(terminal, terminal.stderr, color));
  for (const error of errors) terminal.stderr.write(`${paint('red', 'error:')} ${describeError(error)}\n\n`);
}
