import { EOL } from 'node:os';
import { describeError, type WaybillError } from '../errors/waybill-error.ts';
import { oneLine, shortened, withoutCommands } from './plain-text.ts';
import type { Log } from './runner.ts';
import type { Secrets } from './secrets.ts';

/** The longest message of an annotation that GitHub shows. */
const ANNOTATION_LIMIT = 4096;

/**
 * The run's log. Any text in it may come from somebody else. So it can neither give the runner a command nor
 * show a known secret.
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

/** Where an annotation shows, and under which title. */
interface AnnotationPlace {
  readonly title: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
}

/**
 * A line that the runner acts on: `::error title=Waybill,file=a.yaml,line=3::What is wrong`. Message and
 * properties are escaped as the runner reads them (actions/runner, ActionCommand.cs), so that neither can
 * begin another command.
 */
export function issueCommand(name: string, message: string, properties: Partial<AnnotationPlace> = {}): void {
  process.stdout.write(commandLine(name, message, properties));
}

/** The same line with its end, to be printed by somebody else. */
export function commandLine(name: string, message: string, properties: Partial<AnnotationPlace>): string {
  const listed = Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${name}${listed === '' ? '' : ` ${listed}`}::${escapeData(message)}${EOL}`;
}

function print(line: string): void {
  process.stdout.write(`${line}${EOL}`);
}

/** What `body` prints becomes a group, which the log shows as one line that opens. */
export async function printGroup<T>(title: string, body: () => Promise<T>): Promise<T> {
  issueCommand('group', title);
  try {
    return await body();
  } finally {
    issueCommand('endgroup', '');
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
