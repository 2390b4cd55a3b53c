import { z } from 'zod';
import { short } from './answer.ts';

/** One entry of `errors` in a GraphQL answer. */
export interface GraphqlError {
  readonly type: string | undefined;
  readonly message: string;
  /** Names and indexes from the root of the query, joined with dots. */
  readonly path: string;
}

export interface GraphqlBody {
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
}

const bodySchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        type: z.string().optional(),
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
      }),
    )
    .optional(),
});

/** Takes a GraphQL answer apart; undefined when it is not one (half of a JSON text, a page of a proxy). */
export function graphqlAnswer(data: unknown): GraphqlBody | undefined {
  const body = bodySchema.safeParse(data);
  if (!body.success || (body.data.data === undefined && body.data.errors === undefined)) return undefined;
  const errors = (body.data.errors ?? []).map(({ type, message, path }) => ({
    type,
    message: short(message),
    path: (path ?? []).join('.'),
  }));
  return { data: body.data.data, errors };
}

/** Whether an error is that of a field, named by its alias and path from the root, or of something in it. */
export function isWithin(error: GraphqlError, path: string): boolean {
  return error.path === path || error.path.startsWith(`${path}.`);
}

/** Whether GitHub did some of the fields of a mutation, and not all of them. */
export function isDoneInPart({ data, errors }: GraphqlBody): boolean {
  const fields = z.record(z.string(), z.unknown()).safeParse(data).data ?? {};
  return errors.length > 0 && Object.values(fields).some((value) => value !== null);
}

/**
 * Whether GitHub gave up because a query asks for more than it works out at once: part of it may be answered.
 */
export function asksTooMuch({ type }: GraphqlError): boolean {
  return type === 'RESOURCE_LIMITS_EXCEEDED' || type === 'MAX_NODE_LIMIT_EXCEEDED';
}

/**
 * Whether GitHub may answer the next time: it gave up, or has trouble of its own, for which it names no type.
 */
export function passes(error: GraphqlError): boolean {
  return error.type === undefined || asksTooMuch(error);
}

/** A string, or a list of strings, as GraphQL writes it: as JSON does. */
export function literal(value: string | readonly string[]): string {
  return JSON.stringify(value);
}

/** The schema of a connection: GraphQL's lists that are read by pages. */
export const nodes = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node.nullable()).nullable() }).nullable();

/** The nodes of a connection that the token may see. */
export function present<T>(
  connection: { readonly nodes: readonly (T | null)[] | null } | null,
): readonly T[] {
  return (connection?.nodes ?? []).filter((node) => node !== null);
}
