import { describeError, type WaybillError } from '../errors/waybill-error.ts';
import { oneLine, shortened, withoutCommands } from './plain-text.ts';
import type { Log } from './runner.ts';
import type { Secrets } from './secrets.ts';
import { type AnnotationPlace, issueCommand, print, printGroup } from './workflow-commands.ts';

/** The longest message of an annotation that GitHub shows. */
const ANNOTATION_LIMIT = 4096;

/**
 * The run's log. Every text is taken for foreign: it can neither issue workflow commands nor show a known
 * secret.
 */
export function createLog(secrets: Secrets): Log {
  const safe = (text: string): string => withoutCommands(secrets.hide(text));
  return {
    info: (message) => print(safe(message)),
    debug: (message) => issueCommand('debug', safe(message)),
    warning: (message) => issueCommand('warning', shortened(safe(message), ANNOTATION_LIMIT)),
    error: (error) =>
      issueCommand('error', shortened(safe(describeError(error)), ANNOTATION_LIMIT), annotationOf(error)),
    group: (title, body) => printGroup(oneLine(secrets.hide(title)), body),
  };
}

function annotationOf({ code, location }: WaybillError): AnnotationPlace {
  const title = `Waybill: ${code}`;
  if (location === undefined) return { title };
  return {
    title,
    file: oneLine(location.file),
    line: location.line,
    col: location.column,
  };
}
