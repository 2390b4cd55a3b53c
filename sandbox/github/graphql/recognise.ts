import type { DocumentNode, OperationDefinitionNode, ValueNode } from 'graphql';

import { isObject, type Body } from '../http/body.ts';
import type { Incoming } from '../http/request.ts';
import { parseNodeId } from '../state/node-id.ts';

/**
 * A GraphQL request as it came in. Where it cannot be parsed, `document` is undefined and `problem` says why.
 */
export interface GraphqlRequest {
  readonly document: DocumentNode | undefined;
  readonly problem: string | undefined;
  readonly variables: Body;
  readonly operationName: string | undefined;
  readonly operation: string;
  readonly repository: string | undefined;
  readonly write: boolean;
}

/** Reads the document, and what it is about, without looking at the schema. */
export async function recogniseGraphql(incoming: Incoming): Promise<GraphqlRequest> {
  const body = readJson(incoming.bytes);
  const query = body?.['query'];
  const variables = isObject(body?.['variables']) ? body['variables'] : {};
  const name = body?.['operationName'];
  const operationName = typeof name === 'string' ? name : undefined;
  const bare = { variables, operationName, repository: undefined, write: false };
  if (body === undefined) {
    return { ...bare, document: undefined, problem: 'Problems parsing JSON', operation: 'graphql' };
  }
  if (typeof query !== 'string') {
    const problem = 'A query attribute must be specified and must be a string.';
    return { ...bare, document: undefined, problem, operation: 'graphql' };
  }
  try {
    const document = await parseOnce(query);
    const chosen = operationOf(document, operationName);
    return {
      ...bare,
      document,
      problem: undefined,
      operation: ['graphql', ...rootFields(chosen)].join(' '),
      repository: repositoryOf(chosen, variables),
      write: chosen?.operation === 'mutation',
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...bare, document: undefined, problem, operation: 'graphql' };
  }
}

const parsed = new Map<string, DocumentNode>();
const MOST_KEPT = 200;

/**
 * Clients send few texts with many variables. The same text is the same document, and is checked against the
 * schema once.
 */
async function parseOnce(query: string): Promise<DocumentNode> {
  const known = parsed.get(query);
  if (known !== undefined) return known;
  const { parse } = await import('graphql');
  const document = parse(query);
  if (parsed.size >= MOST_KEPT) parsed.clear();
  parsed.set(query, document);
  return document;
}

function readJson(bytes: Buffer): Body | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((definition) => definition.kind === 'OperationDefinition');
  return (
    operations.find((operation) => name === undefined || operation.name?.value === name) ?? operations[0]
  );
}

function rootFields(operation: OperationDefinitionNode | undefined): string[] {
  const names = (operation?.selectionSet.selections ?? []).flatMap((selection) =>
    selection.kind === 'Field' ? [selection.name.value] : [],
  );
  return [...new Set(names)];
}

/** `owner/name` of the first `repository` field, or of the first node id among the arguments. */
function repositoryOf(operation: OperationDefinitionNode | undefined, variables: Body): string | undefined {
  for (const selection of operation?.selectionSet.selections ?? []) {
    if (selection.kind !== 'Field') continue;
    const values = new Map(
      (selection.arguments ?? []).map(({ name, value }) => [name.value, plainValue(value, variables)]),
    );
    if (selection.name.value === 'repository')
      return `${String(values.get('owner'))}/${String(values.get('name'))}`;
    const found = [...values.values()].map(repositoryIn).find((name) => name !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function plainValue(value: ValueNode, variables: Body): unknown {
  switch (value.kind) {
    case 'Variable':
      return variables[value.name.value];
    case 'ListValue':
      return value.values.map((item) => plainValue(item, variables));
    case 'ObjectValue':
      return Object.fromEntries(
        value.fields.map((field) => [field.name.value, plainValue(field.value, variables)]),
      );
    case 'NullValue':
      return null;
    default:
      return value.value;
  }
}

function repositoryIn(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const name = parseNodeId(value);
    const first = name?.parts[0] ?? '';
    return /^[^/\s]+\/[^/\s]+$/.test(first) ? first : undefined;
  }
  if (Array.isArray(value)) return value.map(repositoryIn).find((name) => name !== undefined);
  if (!isObject(value)) return undefined;
  if (typeof value['repositoryNameWithOwner'] === 'string') return value['repositoryNameWithOwner'];
  return Object.values(value)
    .map(repositoryIn)
    .find((name) => name !== undefined);
}
