import { z } from 'zod';

/** A commit status as it is shown. */
export interface StatusContext {
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure' | 'error';
  readonly description: string;
  readonly url: string | undefined;
}

/** The field of a commit that holds its statuses. */
export const statusField = 'status { contexts { context state description targetUrl } }';

const statusSchema = z.object({
  context: z.string(),
  state: z.enum(['ERROR', 'EXPECTED', 'FAILURE', 'PENDING', 'SUCCESS']),
  description: z.string().nullable(),
  targetUrl: z.string().nullable(),
});

export const contextsSchema = z.object({ contexts: z.array(statusSchema) }).nullable();

/** Commit statuses from their fields; `EXPECTED` is one that nobody has set yet. */
export function statusesOf(status: z.infer<typeof contextsSchema>): readonly StatusContext[] {
  return (status?.contexts ?? []).map(({ context, state, description, targetUrl }) => ({
    context,
    state: STATES[state],
    description: description ?? '',
    url: targetUrl ?? undefined,
  }));
}

const STATES = {
  ERROR: 'error',
  EXPECTED: 'pending',
  FAILURE: 'failure',
  PENDING: 'pending',
  SUCCESS: 'success',
} as const;
