// Folders of tests that `.ci/run` runs apart from the others.
const without = process.env['WAYBILL_TEST_WITHOUT']?.split(' ') ?? [];

/** @type {import('jest').Config} */
export default {
  runtime: '<rootDir>/scripts/test-run/plain-runtime.ts',
  testEnvironment: '<rootDir>/scripts/test-run/plain-environment.ts',
  testSequencer: '<rootDir>/scripts/test-run/longest-first.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...without.map((folder) => `<rootDir>/${folder}/`)],
  transform: {},
  // Ends a test that hangs, and measures nothing: the longest takes a few seconds on a quiet machine, and minutes
  // only beside a real Flux, which looks at a rollout every five seconds.
  testTimeout: 280_000,
  // A new process takes the place of one that holds too much after a file; `scripts/test-run/run-jest.ts` bounds it
  // within a file.
  maxWorkers: 2,
  workerIdleMemoryLimit: '250MB',
};
