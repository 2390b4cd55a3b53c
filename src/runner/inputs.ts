import { didYouMean } from '../errors/nearest.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import type { InputReader } from './runner.ts';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * `github-token` is in `INPUT_GITHUB-TOKEN`: the runner writes the name in capitals and turns only spaces
 * into underscores.
 */
export function createInputs(env: EnvironmentVariables): InputReader {
  const text = (name: string): string | undefined => {
    const value = env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim();
    return value === '' ? undefined : value;
  };
  const split = (name: string, separator: RegExp): readonly string[] =>
    (text(name) ?? '')
      .split(separator)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  return {
    text,
    required: (name) => text(name) ?? missing(name),
    list: (name) => split(name, /[\r\n,]/),
    lines: (name) => split(name, /[\r\n]/),
    boolean: (name, fallback) => readBoolean(name, text(name), fallback),
    choice: (name, choices, fallback) => readChoice(name, text(name), choices, fallback),
  };
}

function missing(name: string): never {
  throw new WaybillError('INPUT_MISSING', `The input "${name}" is required and is empty`, {
    hint: `Set "${name}" under "with:" of the step. If it comes from an expression, that expression gave nothing.`,
  });
}

function readBoolean(name: string, value: string | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "${name}" is ${quote(value)}, which is neither true nor false`,
    {
      hint: `Write "${name}: true" or "${name}: false".`,
    },
  );
}

function readChoice<T extends string>(
  name: string,
  value: string | undefined,
  choices: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  const allowed = choices.map((choice) => `"${choice}"`).join(', ');
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "${name}" is ${quote(value)}, which is not one of ${allowed}`,
    {
      hint: `Write one of ${allowed}.${didYouMean(value, choices)}`,
    },
  );
}

function quote(value: string): string {
  return JSON.stringify(value.slice(0, 100));
}
