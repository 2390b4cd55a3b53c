import { no, ok, type Result } from '../errors/result.ts';
import { errorsOf, WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import type { Config, EnvironmentConfig } from './config.ts';
import { readDocument } from './document/document.ts';
import { type DocumentProblem, problem, quote } from './document/problem.ts';
import { checkBySchema } from './document/schema-problems.ts';
import { outlineOf } from './links/outline.ts';
import { referenceProblems } from './links/references.ts';
import { environmentSchema } from './schema/environment.ts';
import { isPattern, nameProblem } from './schema/names.ts';
import { configSchema, OWN_KEY } from './schema/schema.ts';

const VERSION = 1;
const SMALLEST =
  'Write "version: 1", "images:" and "environments:"; docs/waybill-yaml.md shows the smallest one.';

/**
 * Reads the text of a `waybill.yaml`. Throws `WaybillErrors` with every mistake in it, in the order of the
 * file. Each is a `CONFIG_INVALID` with line, column, the offending text and, where one is close, the word
 * that was meant.
 */
export function parseConfig(text: string, file = 'waybill.yaml'): Config {
  const document = readDocument(text, file, SMALLEST);
  const otherVersion = versionProblem(document.value);
  if (otherVersion !== undefined) throw document.errorOf(otherVersion);

  const shape = checkBySchema(configSchema, withoutOwnKeys(document.value));
  const links = referenceProblems(outlineOf(document.value));
  document.throwAll([...(shape.ok ? [] : shape.problem), ...links]);
  if (!shape.ok) throw new TypeError('a schema refused a value without a reason');

  const { images, groups, environments, kinds, verify, revoked } = shape.value;
  const { merge, 'merge-method': method, rebuild } = shape.value;
  const entries = Object.entries(images).map(([name, image]) => ({ name, ...image }));
  return {
    file,
    images: entries.filter(({ name }) => !isPattern(name)),
    patterns: entries.filter(({ name }) => isPattern(name)),
    groups: Object.entries(groups).map(([name, group]) => ({ name, ...group })),
    environments: Object.entries(environments).map(([name, environment]) => ({
      name,
      ...environment,
      merge: environment.merge ?? merge ?? 'manual',
      'merge-method': environment['merge-method'] ?? method,
      rebuild: environment.rebuild ?? rebuild,
      hold: [...environment.hold, ...holdsOnRevoked(Object.keys(images), revoked)],
    })),
    kinds,
    revoked,
    verify,
  };
}

/** As `parseConfig`, with the mistakes as a result: where they are for somebody else to name. */
export function tryParseConfig(text: string): Result<Config, readonly WaybillError[]> {
  try {
    return ok(parseConfig(text));
  } catch (thrown) {
    const problems = errorsOf(thrown);
    if (problems.some(({ party }) => party === 'bug')) throw thrown;
    return no(problems);
  }
}

/** What is revoked is held in every environment, whatever image it is said to be. */
function holdsOnRevoked(images: readonly string[], revoked: Config['revoked']) {
  return revoked.flatMap(({ digest, reason }) =>
    images.map((image) => ({
      image,
      digest,
      reason: `revoked${reason === undefined ? '' : `: ${reason}`}`,
    })),
  );
}

/**
 * Without the keys that begin with `x-`: they mean nothing, and are where anchors live, as in Compose files.
 */
function withoutOwnKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith(OWN_KEY)));
}

/** In a newer format the other keys may mean anything, so its version is the only thing that is reported. */
function versionProblem(value: unknown): DocumentProblem | undefined {
  const version: unknown =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (version === undefined || version === VERSION) return undefined;
  const newer = typeof version === 'number' && version > VERSION;
  return problem(
    ['version'],
    'value',
    `version is ${quote(version)}; this release reads version ${VERSION}`,
    newer ? 'Use a newer release of Waybill.' : `Write "version: ${VERSION}".`,
  );
}

/**
 * An environment that no `waybill.yaml` describes, from a name and file patterns alone. Everything else has
 * its default. Throws `WaybillErrors` with an `INPUT_INVALID` for each mistake.
 */
export function bareEnvironment(name: string, files: readonly string[]): EnvironmentConfig {
  const wrongName = nameProblem(name);
  const shape = checkBySchema(environmentSchema, { files: [...files] });
  const errors = [
    ...(wrongName === undefined
      ? []
      : [invalidInput(`environment is ${JSON.stringify(name)}, ${wrongName.problem}`, wrongName.hint)]),
    ...(shape.ok ? [] : shape.problem.map(({ message, hint }) => invalidInput(message, hint))),
  ];
  if (errors.length > 0 || !shape.ok) throw new WaybillErrors(errors);
  return { name, ...shape.value, merge: shape.value.merge ?? 'manual' };
}

function invalidInput(message: string, hint: string): WaybillError {
  return new WaybillError('INPUT_INVALID', message, { hint });
}
