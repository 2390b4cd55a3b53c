import { z } from 'zod';

/** A commit status as it is shown. */
export interface StatusContext {
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure' | 'error';
  readonly description: string;
  readonly url: string | undefined;
  /** When it was set; undefined where that was not read. */
  readonly at?: Date | undefined;
}

/** The field of a commit that holds its statuses. */
export const statusField = 'status { contexts { context state description targetUrl createdAt } }';

const statusSchema = z.object({
  context: z.string(),
  state: z.enum(['ERROR', 'EXPECTED', 'FAILURE', 'PENDING', 'SUCCESS']),
  description: z.string().nullable(),
  targetUrl: z.string().nullable(),
  createdAt: z.string().optional(),
});

export const contextsSchema = z.object({ contexts: z.array(statusSchema) }).nullable();

/** Commit statuses from their fields; `EXPECTED` is one that nobody has set yet. */
export function statusesOf(status: z.infer<typeof contextsSchema>): readonly StatusContext[] {
  return (status?.contexts ?? []).map(({ context, state, description, targetUrl, createdAt }) => ({
    context,
    state: STATES[state],
    description: description ?? '',
    url: targetUrl ?? undefined,
    ...(createdAt === undefined ? {} : { at: new Date(createdAt) }),
  }));
}

const STATES = {
  ERROR: 'error',
  EXPECTED: 'pending',
  FAILURE: 'failure',
  PENDING: 'pending',
  SUCCESS: 'success',
} as const;
