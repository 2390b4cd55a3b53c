import { painter, type Terminal, type TextStream, usesColor, visible, widthOf } from './terminal.ts';
import { wrapSentence } from './wrap.ts';
import type { Location } from '../../errors/location.ts';
import { describeError, type ErrorCode, type WaybillError } from '../../errors/waybill-error.ts';

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

/** A place and an excerpt stay as they are: people copy them, and the caret has to stand below its line. */
function isCode(line: string): boolean {
  return line.startsWith('  at ') || line.startsWith('  | ');
}

/** A line keeps its indentation. A place in a list goes on two columns further in. */
function wrapLine(line: string, width: number): string {
  const blank = /^ */.exec(line)?.[0] ?? '';
  const isListed = /^ +\S+:\d+: /.test(line);
  return blank + wrapSentence(line, width, isListed ? `${blank}  ` : blank, blank.length);
}

/** Prints one object. Characters that could act on a terminal are escaped: the JSON means the same. */
export function printJson(stream: TextStream, value: object): void {
  const text = JSON.stringify(value, null, 2).replace(UNSEEN, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  stream.write(`${text}\n`);
}

/** Controls that JSON leaves alone, marks that reorder text, and characters that take no room. */
const UNSEEN = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** What an error, or a refusal, has to say. */
export interface PrintedError {
  readonly code: ErrorCode;
  readonly image?: string | undefined;
  readonly message: string;
  readonly hint: string | undefined;
  readonly location: Location | undefined;
}

/** An error as `--json` prints it; what it does not have is left out. */
export function errorJson({ code, image, message, hint, location }: PrintedError): object {
  return { code, image, message, hint, ...location };
}

/** A run that failed, in the shape of a run that did not. */
export function failureJson(command: string | undefined, errors: readonly WaybillError[]): object {
  const writes = command === 'plan' || command === 'set' || command === 'init';
  return { ...(writes && { written: false, files: [] }), errors: errors.map(errorJson) };
}
