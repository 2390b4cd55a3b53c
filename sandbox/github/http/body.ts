import { GitHubRefusal } from '../http/answer.ts';

export type Body = Readonly<Record<string, unknown>>;

/** A text that must be there; GitHub's 422 otherwise. */
export function requiredText(body: Body, name: string): string {
  const value = body[name];
  if (value === undefined) throw new GitHubRefusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
  if (typeof value !== 'string') throw wrongType(name, value, 'a string');
  return value;
}

/** A text, undefined when absent or null. */
export function optionalText(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(name, value, 'a string');
  return value;
}

export function optionalFlag(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw wrongType(name, value, 'a boolean');
  return value;
}

/** A list of texts, undefined when absent. */
export function optionalTexts(body: Body, name: string): readonly string[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(name, value, 'an array');
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw wrongType(name, item, 'a string');
    return item;
  });
}

export function requiredObjects(body: Body, name: string): readonly Body[] {
  const value = body[name];
  if (value === undefined) throw new GitHubRefusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
  if (!Array.isArray(value)) throw wrongType(name, value, 'an array');
  return value.map((item: unknown) => {
    if (!isObject(item)) throw wrongType(name, item, 'an object');
    return item;
  });
}

export function optionalObject(body: Body, name: string): Body | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrongType(name, value, 'an object');
  return value;
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(name: string, value: unknown, type: string): GitHubRefusal {
  const shown = value === null ? 'nil' : JSON.stringify(value);
  return new GitHubRefusal(422, `Invalid request.\n\nFor 'properties/${name}', ${shown} is not ${type}.`);
}
