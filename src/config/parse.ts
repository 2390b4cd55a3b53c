import { locate } from '../errors/location.ts';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import type { Config } from './config.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { outlineOf } from './outline.ts';
import { quote } from './problem.ts';
import { referenceProblems } from './references.ts';
import { configSchema } from './schema.ts';

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
  const placed = [
    ...document.problems,
    ...found.map((problem) => ({ ...problem, offset: document.offsetOf(problem.path, problem.at) })),
  ]
    .sort((a, b) => a.offset - b.offset)
    .filter(isFirstOfItsPlace);
  if (placed.length > 0 || !parsed.success)
    throw new WaybillErrors(
      placed.map(
        ({ offset, message, hint }) =>
          new WaybillError('CONFIG_INVALID', message, { hint, location: locate(file, text, offset) }),
      ),
    );

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

/** What an anchor holds is checked wherever it is used, and reported once. */
function isFirstOfItsPlace(
  problem: { readonly offset: number; readonly hint: string },
  index: number,
  all: readonly { readonly offset: number; readonly hint: string }[],
): boolean {
  return all.findIndex(({ offset, hint }) => offset === problem.offset && hint === problem.hint) === index;
}
