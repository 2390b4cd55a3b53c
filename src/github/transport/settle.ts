import type { Answer, Refused } from './answer.ts';
import type { Api } from './api.ts';
import { unavailable } from './explain.ts';
import type { Operation, RequestBody } from './operation.ts';

/** How a write ended, once that is known. */
export type Settled<T> = { readonly kind: 'done'; readonly value: T } | Refused;

const TRIES = 4;

/**
 * Sends a write until it is known how it ended. An answer that does not say (lost, 5xx, cut off) is followed by
 * `readBack`, which looks for the result by its natural key: the result when it is there, undefined when it is not, and
 * only then the write is sent again. `parse` reads a good answer; undefined means that it cannot be read.
 */
export async function settle<T>(
  api: Api,
  operation: Operation,
  request: RequestBody,
  parse: (data: unknown) => T | undefined,
  readBack: () => Promise<T | undefined>,
): Promise<Settled<T>> {
  for (let tries = 0; ; tries += 1) {
    const answer = await api.attempt(operation, request);
    if (answer.kind === 'refused') return answer;
    const value = answer.kind === 'ok' ? parse(answer.data) : undefined;
    if (value !== undefined) return { kind: 'done', value };
    const found = await readBack();
    if (found !== undefined) return { kind: 'done', value: found };
    if (tries + 1 >= TRIES || !(await api.pause(tries))) throw unavailable(operation, reasonOf(answer));
    api.log.debug(`GitHub: it was not done; sending it again: ${operation.doing}`);
  }
}

function reasonOf(answer: Answer): string {
  return answer.kind === 'unclear' ? answer.reason : 'its answer cannot be read';
}
