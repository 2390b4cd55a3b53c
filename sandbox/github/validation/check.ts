import type { ErrorObject } from 'ajv';

import type { GitHubAnswer } from '../http/answer.ts';
import { isObject, type Body } from '../http/body.ts';
import type { Incoming } from '../http/request.ts';
import type { RouteMatch } from '../http/router.ts';
import type { GitHubState } from '../state/github-state.ts';
import { validatorOf } from './compile.ts';
import { follow, githubDescription, objectAt, operationOf, type DescribedOperation } from './description.ts';

/** Holds one request and its answer against GitHub's description and notes what does not fit. */
export async function recordViolations(
  github: GitHubState,
  incoming: Incoming,
  match: RouteMatch | undefined,
  answer: GitHubAnswer,
): Promise<void> {
  const name = `${incoming.method} ${match?.route.template ?? incoming.url.pathname}`;
  const note = (text: string): void => void github.violations.push(`${name}: ${text}`);
  if (match === undefined) return note('is not a route of the stand-in');
  const root = await githubDescription();
  const operation = operationOf(root, match.route.template, match.route.method);
  if (operation === undefined) return note("is not in GitHub's description of its API");
  if (answer.status < 400) {
    for (const text of await requestProblems(root, operation, incoming, match)) note(`request ${text}`);
  }
  for (const text of await answerProblems(root, operation, answer)) note(`answer ${text}`);
}

async function requestProblems(
  root: Body,
  operation: DescribedOperation,
  incoming: Incoming,
  match: RouteMatch,
): Promise<string[]> {
  const problems: string[] = [];
  const known = new Set(
    operation.parameters.map((parameter) => `${String(parameter['in'])} ${String(parameter['name'])}`),
  );
  for (const [name, value] of incoming.url.searchParams) {
    const parameter = operation.parameters.find(
      (described) => described['in'] === 'query' && described['name'] === name,
    );
    if (parameter === undefined) problems.push(`has an unknown parameter ${name}`);
    else problems.push(...(await parameterProblems(root, name, value, objectAt(parameter, 'schema'))));
  }
  for (const name of Object.keys(match.params)) {
    if (name !== 'end' && !known.has(`path ${name}`)) problems.push(`has an unknown part {${name}}`);
  }
  if (incoming.bytes.length === 0) return problems;
  if (operation.requestBody === undefined) return [...problems, 'has a body where none is taken'];
  const body: unknown = JSON.parse(incoming.bytes.toString('utf8'));
  problems.push(...unknownKeys(follow(root, operation.requestBody), body));
  return [...problems, ...(await schemaProblems(root, operation.requestBody, body))];
}

/** GitHub ignores unknown keys, and that hides spelling mistakes. */
function unknownKeys(schema: Body, body: unknown): string[] {
  const properties = objectAt(schema, 'properties');
  if (properties === undefined || !isObject(body)) return [];
  return Object.keys(body)
    .filter((key) => !(key in properties))
    .map((key) => `has an unknown property ${key}`);
}

/** Parameters arrive as text. One that looks like a number or a truth value can be meant as one. */
async function parameterProblems(
  root: Body,
  name: string,
  text: string,
  schema: Body | undefined,
): Promise<string[]> {
  if (schema === undefined) return [];
  const readings: unknown[] = [text];
  if (/^-?\d+$/.test(text)) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  const found = await Promise.all(readings.map((value) => schemaProblems(root, schema, value)));
  return found.some((problems) => problems.length === 0) ? [] : [`parameter ${name}: ${found[0]?.[0] ?? ''}`];
}

async function answerProblems(
  root: Body,
  operation: DescribedOperation,
  answer: GitHubAnswer,
): Promise<string[]> {
  // Any request can be answered with 401, 403 or 404. Most descriptions leave that out.
  const schema = operation.responses.get(String(answer.status));
  if (schema === undefined)
    return answer.status >= 400 ? [] : [`has the status ${answer.status}, which is not described`];
  if (answer.bytes !== undefined) return [];
  if (schema === null) return answer.body === undefined ? [] : ['has a body where none is described'];
  // The answer is checked as it is sent, without what JSON drops.
  const sent: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body));
  return schemaProblems(root, follow(root, schema), sent);
}

async function schemaProblems(root: Body, schema: Body, value: unknown): Promise<string[]> {
  const validate = await validatorOf(root, schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 5).map(describe);
}

function describe(error: ErrorObject): string {
  const where = error.instancePath === '' ? '/' : error.instancePath;
  return `${where} ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`;
}
