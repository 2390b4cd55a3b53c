import { describeError, type WaybillError } from '../../errors/waybill-error.ts';
import { painter, type Terminal, usesColor, visible, widthOf } from './terminal.ts';
import { wrapSentence } from './wrap.ts';

/** Prints errors to standard error, each with its place and what to do. */
export function printErrors(
  terminal: Terminal,
  color: boolean | undefined,
  errors: readonly WaybillError[],
): void {
  const { stderr } = terminal;
  const paint = painter(usesColor(terminal, stderr, color));
  for (const error of errors) {
    const [sentence = '', ...lines] = describeError(error).split('\n').map(visible);
    const message = wrapSentence(sentence, widthOf(stderr), '  ', LABEL.length + 1);
    const rest = lines.map((line) => `${isCode(line) ? line : wrapLine(line, widthOf(stderr))}\n`);
    stderr.write(`${paint('red', LABEL)} ${message}\n${rest.join('')}\n`);
  }
}

const LABEL = 'error:';

/**
 * A place and an excerpt stay as they are: they are to be copied, and the caret has to stand below its line.
 */
function isCode(line: string): boolean {
  return line.startsWith('  at ') || line.startsWith('  | ');
}

/** A line stays set in as it is, and what a place in a list goes on with is set in by two more. */
function wrapLine(line: string, width: number): string {
  const blank = /^ */.exec(line)?.[0] ?? '';
  const isListed = /^ +\S+:\d+: /.test(line);
  return blank + wrapSentence(line, width, isListed ? `${blank}  ` : blank, blank.length);
}
