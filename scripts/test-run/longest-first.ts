import { statSync } from 'node:fs';
import { relative } from 'node:path';

/** A test file, as Jest hands it over. */
interface TestFile {
  readonly path: string;
  readonly context: { readonly config: { readonly rootDir: string } };
}

/**
 * The files that take longest, the longest first: none of them shall run alone at the end. A file that is not
 * in the list takes a few seconds at most.
 */
export const LONGEST: readonly string[] = [
  'test/actions/interleavings.test.ts',
  'test/actions/advance/shared-requests.test.ts',
  'test/e2e/demo.test.ts',
  'test/actions/advance/budget.test.ts',
  'test/e2e/what-comes-back.test.ts',
  'test/e2e/order-of-builds.test.ts',
  'test/e2e/promote.test.ts',
  'test/actions/promote/faults.test.ts',
  'test/e2e/promote-anywhere.test.ts',
  'test/manifest/fuzz.test.ts',
  'test/actions/rollback/faults.test.ts',
  'test/actions/advance/faults.test.ts',
  'test/e2e/promote-errors.test.ts',
  'test/actions/advance/concurrency.test.ts',
  'test/actions/build/lost-answers.test.ts',
  'test/actions/advance/gates.test.ts',
  'test/e2e/verify.test.ts',
  'test/e2e/node-versions.test.ts',
  'test/e2e/record.test.ts',
  'test/e2e/what-others-write.test.ts',
  'test/house/arrows.test.ts',
];

/**
 * The order of the test files. Jest's own knows how long each took last, and a fresh clone has no last time.
 */
export class LongestFirst {
  sort(files: readonly TestFile[]): readonly TestFile[] {
    const size = new Map(files.map((file) => [file, statSync(file.path).size]));
    const place = ({ path, context }: TestFile): number => {
      const at = LONGEST.indexOf(relative(context.config.rootDir, path));
      return at === -1 ? LONGEST.length : at;
    };
    return files.toSorted((a, b) => place(a) - place(b) || (size.get(b) ?? 0) - (size.get(a) ?? 0));
  }

  allFailedTests(files: readonly TestFile[]): readonly TestFile[] {
    return files;
  }

  cacheResults(): void {
    // The order does not depend on the last run.
  }
}

// Jest takes the default export of the module it is told.
export { LongestFirst as default };
