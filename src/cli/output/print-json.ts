import type { Location } from '../../errors/location.ts';
import type { ErrorCode, WaybillError } from '../../errors/waybill-error.ts';
import type { TextStream } from './terminal.ts';

/** Prints one object. What could act on a terminal is escaped, which is the same JSON. */
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

/** A run that came to nothing, in the shape of one that did. */
export function failureJson(command: string | undefined, errors: readonly WaybillError[]): object {
  const plan = command === 'plan' || command === 'set' ? { written: false, files: [] } : {};
  return { ...plan, errors: errors.map(errorJson) };
}
