import { afterAll, afterEach, beforeEach } from '@jest/globals';

type End = () => Promise<void> | void;

/** What a running test started, and what `beforeAll` started for all tests of the file. */
const ofTest: End[] = [];
const ofFile: End[] = [];
let inTest = false;
let fileIsOver = false;

beforeEach(() => {
  inTest = true;
});

afterEach(async () => {
  inTest = false;
  await endAll(ofTest);
});

afterAll(async () => {
  fileIsOver = true;
  await endAll(ofFile);
});

/**
 * Ends a server, a program or a folder when its time is over, also where the test or `beforeAll` that started
 * it fails or times out: after the test that started it, or after the file where `beforeAll` did. What a test
 * that timed out starts later still ends with the file, or at once. Ending twice has to be ending once, for a
 * test may do it before.
 */
export function endWithTest(end: End): void {
  if (fileIsOver) void end();
  else (inTest ? ofTest : ofFile).push(end);
}

/** The last one first, for it may use those before it. All are ended, whichever fails. */
async function endAll(ends: End[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of ends.splice(0).toReversed()) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'What a test started could not be ended');
}
