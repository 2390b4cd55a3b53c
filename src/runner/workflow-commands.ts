import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { EOL } from 'node:os';

/** Where an annotation shows, and under which title. */
export interface AnnotationPlace {
  readonly title: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
}

/**
 * A line that the runner acts on: `::error title=Waybill,file=a.yaml,line=3::What is wrong`. Both parts are
 * escaped as the runner reads them (actions/runner, ActionCommand.cs), so that neither can begin another
 * command.
 */
export function issueCommand(name: string, message: string, properties: Partial<AnnotationPlace> = {}): void {
  const listed = Object.entries(properties)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  print(`::${name}${listed === '' ? '' : ` ${listed}`}::${escapeData(message)}`);
}

export function print(line: string): void {
  process.stdout.write(`${line}${EOL}`);
}

/** Folds what `body` prints into one line of the log that opens. */
export async function printGroup<T>(title: string, body: () => Promise<T>): Promise<T> {
  issueCommand('group', title);
  try {
    return await body();
  } finally {
    issueCommand('endgroup', '');
  }
}

/**
 * Appends an output to the file at `path` (`$GITHUB_OUTPUT`). The value stands between two delimiters that
 * nobody can foresee, so no value can set another output.
 */
export function appendOutput(path: string, name: string, value: string): void {
  const delimiter = `ghadelimiter_${randomUUID()}`;
  appendFileSync(path, `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`);
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
