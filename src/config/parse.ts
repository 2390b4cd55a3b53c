import { locate } from '../errors/location.ts';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import type { Config } from './config.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { outlineOf } from './outline.ts';
import { quote } from './problem.ts';
import { referenceProblems } from './references.ts';
import { configSchema } from './schema.ts';
import { throwProblems } from './throw-problems.ts';

const VERSION = 1;

/**
 * Reads the text of a `waybill.yaml`. Throws `WaybillErrors` with every mistake in it, in the order of the file, each a
 * `CONFIG_INVALID` with line, column, the offending text and, where one is close, the word that was meant.
 */
export function parseConfig(text: string, file = 'waybill.yaml'): Config {
  const document = readDocument(text, file);
  refuseOtherVersion(document, text, file);

  const parsed = configSchema.safeParse(document.value);
  const shape = parsed.success ? [] : problemsOf(configSchema, document.value, parsed.error.issues);
  const found = [...shape, ...referenceProblems(outlineOf(document.value))];
  throwProblems(document, found, text, file);
  if (!parsed.success) throw new TypeError('a schema refused a value without a reason');

  const { images, groups, environments, kinds } = parsed.data;
  return {
    file,
    images: Object.entries(images).map(([name, image]) => ({ name, ...image })),
    groups: Object.entries(groups).map(([name, group]) => ({ name, ...group })),
    environments: Object.entries(environments).map(([name, environment]) => ({ name, ...environment })),
    kinds,
  };
}

/** A newer format may mean anything by the other keys, so its version is the only thing that is reported. */
function refuseOtherVersion(document: ConfigDocument, text: string, file: string): void {
  const { value } = document;
  const version: unknown =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (version === undefined || version === VERSION) return;
  const offset = document.offsetOf(['version'], 'value');
  const newer = typeof version === 'number' && version > VERSION;
  throw new WaybillErrors([
    new WaybillError(
      'CONFIG_INVALID',
      `version is ${quote(version)}; this release reads version ${VERSION}`,
      {
        hint: newer ? 'Use a newer release of Waybill.' : `Write "version: ${VERSION}".`,
        location: locate(file, text, offset),
      },
    ),
  ]);
}
