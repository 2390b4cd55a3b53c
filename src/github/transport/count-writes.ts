import type { Answer } from './answer.ts';
import { graphqlAnswer } from './graphql.ts';
import { isWrite, type RequestBody } from './operation.ts';

type Send = (request: RequestBody) => Promise<Answer>;

/** A sender that counts what it wrote. */
interface CountingSender {
  readonly send: Send;
  /** How many requests wrote something so far, or may have. */
  writes(): number;
}

/**
 * Counts the requests that write something people can see, so that a run that fails can say whether it wrote.
 * A write without an answer may have been done, and counts.
 */
export function countWrites(send: Send): CountingSender {
  let writes = 0;
  return {
    writes: () => writes,
    send: async (request) => {
      const answer = await send(request);
      if (isVisible(request) && mayBeDone(request, answer)) writes += 1;
      return answer;
    },
  };
}

/** Objects of git that no branch points to are seen by nobody. */
function isVisible(request: RequestBody): boolean {
  return (
    isWrite(request) && !(request.kind === 'rest' && /\/git\/(?:blobs|trees|commits)$/.test(request.route))
  );
}

function mayBeDone(request: RequestBody, answer: Answer): boolean {
  if (answer.kind !== 'ok' || request.kind === 'rest') return answer.kind !== 'refused';
  const data = graphqlAnswer(answer.data)?.data;
  // GitHub answers a field that it refused with null.
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
}
