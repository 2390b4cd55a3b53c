import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ImportGraph, readImportGraph } from './house/import-graph.ts';
import { findMutants } from './mutation/find-mutants.ts';
import { KeptMeasures } from './mutation/kept-measures.ts';
import { measureTests } from './mutation/measure-tests.ts';
import { MutantRuns, type Verdict } from './mutation/run-mutants.ts';
import { SEED, sampleMutants } from './mutation/sample-mutants.ts';
import { type Score, scoreTable } from './mutation/score-table.ts';
import { WorkerProcess } from './mutation/worker-process.ts';

// Changes the sources one small step at a time and counts how often a test notices.
//   npm run mutation                        every room of ROOMS
//   npm run mutation -- image               one room: a folder of src
//   npm run mutation -- image --file reference.ts     only the mutants of one file
//   npm run mutation -- image --again       only what survived the last run
//   npm run mutation -- image --workers 1 --sample 100 --seed other

const ROOMS = [
  ...['image', 'config', 'promotion', 'manifest/matching', 'manifest/edit'],
  ...['lanes', 'environments'],
];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' },
    again: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(availableParallelism()) },
    sample: { type: 'string', default: '400' },
    // Seconds of the processor for measuring tests outside of the room.
    measure: { type: 'string', default: '300' },
    seed: { type: 'string', default: SEED },
  },
});

async function scoreOf(room: string): Promise<Score> {
  const started = performance.now();
  const graph = withoutTypes(readImportGraph(root, ['src', 'sandbox', 'test', 'scripts']));
  const roomFiles = graph.files.filter((file) => file.startsWith(`src/${room}/`));
  if (roomFiles.length === 0) throw new Error(`src/${room} has no files.`);
  const texts = new Map(roomFiles.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const all = [...texts].flatMap(([file, text]) => findMutants(file, text));
  const sample = wanted(room, sampleMutants(all, texts, Number(options.sample), options.seed));
  const workers = Array.from({ length: Number(options.workers) }, () => new WorkerProcess());
  console.log(`${room}: ${sample.length} of ${all.length} mutants in ${roomFiles.length} files.`);

  const kept = new KeptMeasures(root, keptFile(room, 'tests'), texts);
  const { files: tests, broken } = await measureTests(
    graph,
    { name: room, files: roomFiles, budget: Number(options.measure) * 1000 },
    workers,
    kept,
  );
  for (const test of broken) console.log(`  left out, because it fails without a mutant: ${test}`);
  const minutesOfTests = (performance.now() - started) / 60_000;
  console.log(`${room}: ${tests.length} test files, measured in ${minutesOfTests.toFixed(1)} minutes.`);

  const survivors: Verdict[] = [];
  const verdicts = await new MutantRuns(graph, texts, tests).run(sample, workers, (survivor) =>
    console.log(`  survived  ${described(survivor)}`),
  );
  for (const worker of workers) worker.stop();
  for (const verdict of verdicts) if (verdict.killedBy === undefined) survivors.push(verdict);
  keep(room, verdicts);
  const minutes = (performance.now() - started) / 60_000;
  console.log(`${room}: ${survivors.length} survivors after ${minutes.toFixed(1)} minutes.`);
  const date = new Date().toISOString().slice(0, 10);
  return { room, mutants: sample.length, killed: sample.length - survivors.length, date };
}

/**
 * The program has no types when it runs, so a file that imports nothing else of another does not reach it.
 */
function withoutTypes({ files, imports }: ImportGraph): ImportGraph {
  const arrows = [...imports].map(
    ([file, all]) => [file, all.filter(({ isTypeOnly }) => !isTypeOnly)] as const,
  );
  return { files, imports: new Map(arrows) };
}

function described({ mutant, testFiles }: Verdict): string {
  const { file, line, column, change } = mutant;
  return `${file}:${line}:${column}  ${change}${testFiles === 0 ? '  (no test runs it)' : ''}`;
}

function wanted(room: string, sample: ReturnType<typeof sampleMutants>): ReturnType<typeof sampleMutants> {
  const survived = options.again ? new Set(lastSurvivors(room)) : undefined;
  return sample.filter(
    ({ file, change }) =>
      (options.file === undefined || file.endsWith(options.file)) &&
      (survived === undefined || survived.has(`${file} ${change}`)),
  );
}

/** Below node_modules, where neither git nor a formatter looks. */
function keptFile(room: string, what: 'verdicts' | 'tests'): string {
  return join(root, 'node_modules/.cache/waybill-mutation', `${room.replaceAll('/', '-')}-${what}.json`);
}

function keep(room: string, verdicts: readonly Verdict[]): void {
  const file = keptFile(room, 'verdicts');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(verdicts, null, 1)}\n`);
}

function lastSurvivors(room: string): readonly string[] {
  const verdicts = JSON.parse(readFileSync(keptFile(room, 'verdicts'), 'utf8')) as readonly Verdict[];
  return verdicts
    .filter(({ killedBy }) => killedBy === undefined)
    .map(({ mutant }) => `${mutant.file} ${mutant.change}`);
}

const rooms = positionals.length > 0 ? positionals : ROOMS;
const scores: Score[] = [];
for (const room of rooms) scores.push(await scoreOf(room));
console.log(`\n${scoreTable(scores)}`);
