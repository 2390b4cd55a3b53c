import * as core from '@actions/core';
import { describeError, type WaybillError } from '../errors/waybill-error.ts';
import { oneLine, shortened, withoutCommands } from './plain-text.ts';
import type { Log } from './runner.ts';
import type { Secrets } from './secrets.ts';

/** The longest message of an annotation that GitHub shows. */
const ANNOTATION_LIMIT = 4096;

/**
 * The run's log. Every text is taken for foreign: it can neither issue workflow commands nor show a known
 * secret.
 */
export function createLog(secrets: Secrets): Log {
  const safe = (text: string): string => withoutCommands(secrets.hide(text));
  return {
    info: (message) => core.info(safe(message)),
    debug: (message) => core.debug(safe(message)),
    warning: (message) => core.warning(shortened(safe(message), ANNOTATION_LIMIT)),
    error: (error) =>
      core.error(shortened(safe(describeError(error)), ANNOTATION_LIMIT), annotationOf(error)),
    group: (title, body) => core.group(oneLine(secrets.hide(title)), body),
  };
}

function annotationOf({ code, location }: WaybillError): core.AnnotationProperties {
  const title = `Waybill: ${code}`;
  if (location === undefined) return { title };
  return {
    title,
    file: oneLine(location.file),
    startLine: location.line,
    startColumn: location.column,
  };
}
