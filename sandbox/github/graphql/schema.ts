import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { GraphQLSchema } from 'graphql';

/** The package exports only JavaScript, so its SDL is read where npm puts it. */
const SDL = '../../../node_modules/@octokit/graphql-schema/schema.graphql';

let schema: Promise<GraphQLSchema> | undefined;

/**
 * GitHub's own schema, from its published SDL. It is over a megabyte and takes a moment to read. So it is
 * read once in a process, and only for GraphQL.
 */
export function githubSchema(): Promise<GraphQLSchema> {
  schema ??= load();
  return schema;
}

async function load(): Promise<GraphQLSchema> {
  const path = fileURLToPath(new URL(SDL, import.meta.url));
  const [{ buildASTSchema, parse }, text] = await Promise.all([import('graphql'), readFile(path, 'utf8')]);
  const document = parse(text, { noLocation: true });
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
}
