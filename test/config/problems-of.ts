import { parseConfig } from '../../src/config/parse.ts';
import { errorsOf, type WaybillError } from '../../src/errors/waybill-error.ts';

/** Everything that is wrong with a text; an empty list when nothing is. */
export function errorsIn(text: string): readonly WaybillError[] {
  try {
    parseConfig(text);
    return [];
  } catch (thrown) {
    return errorsOf(thrown);
  }
}

/** Each error as `code line:column message | hint`. */
export function problemsIn(text: string): string[] {
  return errorsIn(text).map(
    ({ code, location, message, hint }) =>
      `${code} ${location?.line}:${location?.column} ${message} | ${hint}`,
  );
}

/** A valid file with `lines` put below the environment `dev`. */
export function withEnvironment(...lines: readonly string[]): string {
  return [
    'version: 1',
    'images: { api: { repository: ghcr.io/acme/api } }',
    'environments:',
    '  dev:',
    '    files: [a/**]',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}
