import { isMutation, type RequestBody } from './operation.ts';

/**
 * What people read of a request. Files are not among it: a file is written as it was planned, or not at all.
 */
const TEXTS: ReadonlySet<string> = new Set(['title', 'body', 'message', 'description']);

/**
 * A request whose texts (titles, bodies, comments, commit messages, descriptions of statuses) show no secret.
 * Everybody reads them, and nothing else masks them. A mutation may hold such a text in its own words.
 */
export function withoutSecrets(request: RequestBody, hide: (text: string) => string): RequestBody {
  if (request.kind === 'rest') return { ...request, parameters: hidden(request.parameters, hide) };
  const query = isMutation(request.query) ? hide(request.query) : request.query;
  return { ...request, query, variables: hidden(request.variables, hide) };
}

function hidden(
  values: Readonly<Record<string, unknown>>,
  hide: (text: string) => string,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(values).map(([key, value]): [string, unknown] => {
    if (typeof value === 'string') return [key, TEXTS.has(key) ? hide(value) : value];
    return [key, isRecord(value) ? hidden(value, hide) : value];
  });
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
