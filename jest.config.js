// Folders of tests that `.ci/run` runs apart from the others.
const without = process.env['WAYBILL_TEST_WITHOUT']?.split(' ') ?? [];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...without.map((folder) => `<rootDir>/${folder}/`)],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.mjs' },
  // Ends a test that hangs, and measures nothing: the longest takes a few seconds on a quiet machine.
  testTimeout: 180_000,
  // One process keeps the modules of every file that it has run. Two of them, and a new one instead of one that holds
  // too much after a file, bound what the run needs; `scripts/test-run/run-jest.ts` bounds them within a file.
  maxWorkers: 2,
  workerIdleMemoryLimit: '200MB',
};
