/**
 * What tests import as `@jest/globals` while a mutant runs: the same functions, outside of Jest's own
 * process.
 */
export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
export { jestExpect as expect } from '@jest/expect';
