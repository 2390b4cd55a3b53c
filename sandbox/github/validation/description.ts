import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { isObject, type Body } from '../http/body.ts';

/**
 * GitHub's description of its REST API. It has 13 MB, so it is read once in a process, and only to validate.
 */
const FILE = '../../../node_modules/@octokit/openapi/generated/api.github.com.json';

let description: Promise<Body> | undefined;

export interface DescribedOperation {
  readonly parameters: readonly Body[];
  /** The schema of the JSON body, undefined when the operation takes none. */
  readonly requestBody: Body | undefined;
  /** By status: the schema of the answer, or `null` when it has no JSON. */
  readonly responses: ReadonlyMap<string, Body | null>;
}

export function githubDescription(): Promise<Body> {
  description ??= readFile(fileURLToPath(new URL(FILE, import.meta.url)), 'utf8').then((text) => {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) throw new Error('The description of the API is not an object');
    return value;
  });
  return description;
}

/**
 * One operation of the description, by its template and method; undefined for one that GitHub does not have.
 */
export function operationOf(root: Body, template: string, method: string): DescribedOperation | undefined {
  const path = objectAt(objectAt(root, 'paths'), template);
  const operation = objectAt(path, method.toLowerCase());
  if (path === undefined || operation === undefined) return undefined;
  const responses = new Map<string, Body | null>();
  for (const [status, response] of Object.entries(objectAt(operation, 'responses') ?? {})) {
    const resolved = isObject(response) ? follow(root, response) : undefined;
    responses.set(status, jsonSchema(resolved) ?? null);
  }
  const parameters = [...listAt(path, 'parameters'), ...listAt(operation, 'parameters')].map((parameter) =>
    follow(root, parameter),
  );
  return { parameters, requestBody: jsonSchema(objectAt(operation, 'requestBody')), responses };
}

/** What a `$ref` points to. */
export function follow(root: Body, node: Body): Body {
  const target = node['$ref'];
  if (typeof target !== 'string') return node;
  let value: unknown = root;
  for (const part of target.replace('#/', '').split('/')) {
    value = isObject(value) ? value[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  if (!isObject(value)) throw new Error(`The description of the API has no ${target}`);
  return follow(root, value);
}

export function objectAt(node: Body | undefined, key: string): Body | undefined {
  const value = node?.[key];
  return isObject(value) ? value : undefined;
}

function listAt(node: Body, key: string): readonly Body[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function jsonSchema(holder: Body | undefined): Body | undefined {
  return objectAt(objectAt(objectAt(holder, 'content'), 'application/json'), 'schema');
}
