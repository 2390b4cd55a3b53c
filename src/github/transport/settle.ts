import { keepTrying, type Persistence } from '../../errors/keep-trying.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { Answer, Refused } from './answer.ts';
import { type Api, UNREADABLE } from './api.ts';
import { unavailable } from './explain.ts';
import type { Operation, RequestBody } from './operation.ts';

const WRITE_TRIES = 4;

/** A write, and how to tell what came of it. */
export interface Write<T> {
  readonly operation: Operation;
  readonly request: RequestBody;
  /** Reads a good answer; undefined when it cannot be read. */
  readonly parse: (data: unknown) => T | undefined;
  /**
   * Looks for the result by its natural key; undefined when it is not there. Left out where doing it twice
   * comes to the same as doing it once.
   */
  readonly readBack?: () => Promise<T | undefined>;
  /** Sent before, in a request with others, and without an answer that can be relied on. */
  readonly sent?: boolean;
}

/**
 * Sends a write until it is known how it ended: its result, or how GitHub refused it. An answer that does not
 * say (lost, 5xx, cut off) is followed by `readBack`; only when the result is not there, the write is sent
 * again.
 */
export async function settle<T>(
  api: Api,
  { operation, request, parse, readBack, sent = false }: Write<T>,
): Promise<Result<T, Refused>> {
  const before = sent ? await readBack?.() : undefined;
  if (before !== undefined) return ok(before);
  const settled = await keepTrying<Result<T, Refused>, string>(writing(api), async () => {
    const answer = await api.attempt(operation, request);
    if (answer.kind === 'refused') return ok(no(answer));
    const value = (answer.kind === 'ok' ? parse(answer.data) : undefined) ?? (await readBack?.());
    if (value === undefined) return no(reasonOf(answer));
    return ok(ok(value));
  });
  if (settled.ok) return settled.value;
  throw unavailable(operation, settled.problem);
}

/** How often a write is sent: each time only after it is known that it did not happen. */
export function writing({ pause }: Api): Persistence {
  return { tries: WRITE_TRIES, pause };
}

/** Why it is not known how a write ended. */
export function reasonOf(answer: Answer): string {
  return answer.kind === 'unclear' ? answer.reason : UNREADABLE;
}
