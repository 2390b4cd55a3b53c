import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type State, addEventHandler, resetState, run as runTests } from 'jest-circus';
import type { Answer, FileCoverage, Request, TestCoverage } from './protocol.ts';

// Runs test files in this process, one after the other, and keeps loaded what no change reaches. A new Jest
// for each of hundreds of mutants would take seconds each. A file that a change reaches gets another address
// for each run (`record.ts?run=7`), so that Node evaluates it again.

const root = fileURLToPath(new URL('../..', import.meta.url));
const testApi = new URL('./test-api.ts', import.meta.url).href;
const stripped = new Map<string, string>();
let request: Request | undefined;
let affected: ReadonlySet<string> = new Set();
let stray: string | undefined;

// The test runner looks here for the time that one test has. The parent knows how long that is, and ends what
// hangs.
Object.assign(globalThis, { [Symbol.for('TEST_TIMEOUT_SYMBOL')]: 180_000 });

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === '@jest/globals') return { url: testApi, shortCircuit: true };
    const resolved = nextResolve(specifier, context);
    const file = fileOf(resolved.url);
    if (request === undefined || file === undefined || !isEvaluatedAnew(file)) return resolved;
    return { ...resolved, url: addressOf(file, request.run) };
  },
  load(url, context, nextLoad) {
    const file = url.includes('?run=') ? fileOf(url) : undefined;
    if (file === undefined) return nextLoad(url, context);
    return { format: 'module', source: sourceOf(file), shortCircuit: true };
  },
});

/** What the tests share is evaluated anew too: it may have hooks that belong to the file that runs. */
function isEvaluatedAnew(file: string): boolean {
  return affected.has(file) || file.startsWith('test/');
}

function fileOf(url: string): string | undefined {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return undefined;
  const path = fileURLToPath(url);
  return path.startsWith(root) ? path.slice(root.length) : undefined;
}

function addressOf(file: string, run: number): string {
  return `${pathToFileURL(join(root, file)).href}?run=${run}`;
}

function sourceOf(file: string): string {
  if (request?.changed?.file === file) return stripTypeScriptTypes(request.changed.text, { mode: 'strip' });
  const known =
    stripped.get(file) ?? stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'), { mode: 'strip' });
  stripped.set(file, known);
  return known;
}

type Block = State['rootDescribeBlock'];
type TestEntry = State['rootDescribeBlock']['tests'][number];

// The first failure decides, so the rest of the file is skipped. Hooks that clean up still run.
addEventHandler((event, state) => {
  const hasFailed =
    event.name === 'hook_failure' || (event.name === 'test_done' && event.test.errors.length > 0);
  if (event.name === 'run_start') keepAlone(state.rootDescribeBlock, request?.tests);
  if (hasFailed) skipAll(state.rootDescribeBlock);
});

function skipAll(block: Block): void {
  for (const child of block.children) {
    child.mode = 'skip';
    if (child.type === 'describeBlock') skipAll(child);
  }
}

/** Skips all tests but those at `places`, and the hooks of a block where no test is left. */
function keepAlone(root: Block, places: readonly number[] | undefined): void {
  if (places === undefined) return;
  const all = testsOf(root);
  const kept = new Set(places.map((place) => all[place]));
  const keep = (block: Block): boolean => {
    let isKept = false;
    for (const child of block.children) {
      const hasKept = child.type === 'describeBlock' ? keep(child) : kept.has(child);
      if (!hasKept) child.mode = 'skip';
      isKept ||= hasKept;
    }
    return isKept;
  };
  keep(root);
}

function testsOf(block: Block): readonly TestEntry[] {
  return block.children.flatMap((child) => (child.type === 'describeBlock' ? testsOf(child) : [child]));
}

const keepStray = (error: unknown): void => {
  stray ??= `outside of a test: ${error instanceof Error ? error.message : String(error)}`;
};
process.on('uncaughtException', keepStray);
process.on('unhandledRejection', keepStray);

async function runFile({ testFile, run }: Request): Promise<string | undefined> {
  resetState();
  try {
    await import(addressOf(testFile, run));
  } catch (error) {
    return `does not load: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { testResults, unhandledErrors } = await runTests();
  const failed = testResults.find(({ errors }) => errors.length > 0);
  return failed?.testPath.slice(1).join(' ') ?? unhandledErrors[0] ?? stray;
}

const session = new Session();
session.connect();
const covered = { shared: [] as FileCoverage[], tests: [] as TestCoverage[], before: process.cpuUsage() };

async function startCoverage(): Promise<void> {
  covered.shared = [];
  covered.tests = [];
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

async function stopCoverage(): Promise<void> {
  await session.post('Profiler.stopPreciseCoverage');
  await session.post('Profiler.disable');
}

/** What ran since the last call. */
async function takeCoverage({ covered: files, run }: Request): Promise<readonly FileCoverage[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const addresses = new Map(files.map((file) => [addressOf(file, run), file]));
  return result.flatMap(({ url, functions }) => {
    const file = addresses.get(url);
    return file === undefined ? [] : [{ file, ranges: functions.flatMap(({ ranges }) => ranges) }];
  });
}

// What runs from a test's start to its end is the test's own. All else belongs to every test of the file.
addEventHandler(async (event, state) => {
  if (request === undefined || request.covered.length === 0) return;
  if (event.name === 'test_start') {
    covered.shared.push(...(await takeCoverage(request)));
    covered.before = process.cpuUsage();
  } else if (event.name === 'test_done') {
    const work = workSince(covered.before);
    const place = testsOf(state.rootDescribeBlock).indexOf(event.test);
    covered.tests.push({ place, work, coverage: await takeCoverage(request) });
  }
});

function workSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function answer(asked: Request): Promise<Answer> {
  request = asked;
  affected = new Set(asked.affected);
  stray = undefined;
  const hasCoverage = asked.covered.length > 0;
  if (hasCoverage) await startCoverage();
  const started = performance.now();
  const before = process.cpuUsage();
  const failure = await runFile(asked);
  const milliseconds = performance.now() - started;
  const work = workSince(before);
  if (hasCoverage) {
    covered.shared.push(...(await takeCoverage(asked)));
    await stopCoverage();
  }
  const { shared, tests } = hasCoverage ? covered : { shared: [], tests: [] };
  return { run: asked.run, milliseconds, work, failure, shared, tests, memory: process.memoryUsage.rss() };
}

process.on('message', (asked: Request) => {
  void answer(asked).then((answered) => process.send?.(answered));
});
// The parent is gone. Nothing that a test left open may keep this process alive.
process.on('disconnect', () => process.kill(process.pid));
