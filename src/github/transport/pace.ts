import { isWrite, type RequestBody } from './operation.ts';

/** At most `count` requests in any `span` milliseconds. */
interface Allowance {
  readonly count: number;
  readonly span: number;
}

const SECOND = 1_000;
const MINUTE = 60_000;
/**
 * What people are told of (pull requests, comments, merges): GitHub asks for a second between two of them,
 * and has secondary limits for the creation of content.
 */
const CONTENT: readonly Allowance[] = [
  { count: 1, span: SECOND },
  { count: 80, span: MINUTE },
  { count: 500, span: 60 * MINUTE },
];
/** A write costs 5 of 900 points a minute; of many in a row GitHub asks for one a second. */
const WRITES: readonly Allowance[] = [
  { count: 20, span: 20_000 },
  { count: 180, span: MINUTE },
];

/**
 * How long each request has to wait, in milliseconds, so that GitHub's limits for writes are kept: a run that
 * has a hundred pull requests to open would otherwise be refused in the middle. The request counts as sent
 * when its wait is over.
 */
export function createPace(now: () => number): (request: RequestBody) => number {
  const content: number[] = [];
  const writes: number[] = [];
  return (request) => {
    if (!isWrite(request)) return 0;
    const time = now();
    let at = Math.max(time, earliest(writes, WRITES));
    // What one request makes counts as made one after the other, and the last of it has to fit as well.
    for (let index = 0; index < newContents(request); index += 1) {
      const slot = Math.max(at + index * SECOND, earliest(content, CONTENT));
      at = Math.max(at, slot - index * SECOND);
      content.push(slot);
    }
    writes.push(at);
    return at - time;
  };
}

/** The first moment at which one more fits into every allowance. */
function earliest(sent: readonly number[], allowances: readonly Allowance[]): number {
  const times = allowances.map(({ count, span }) => {
    const blocking = sent.at(-count);
    return blocking === undefined ? 0 : blocking + span;
  });
  return Math.max(...times);
}

/** How many pull requests, comments and merges come of a request. */
function newContents(request: RequestBody): number {
  if (request.kind === 'rest') return /^POST \S+\/(?:pulls|comments)$/.test(request.route) ? 1 : 0;
  return request.query.match(/\b(?:mergePullRequest|createPullRequest|addComment)\(/g)?.length ?? 0;
}
