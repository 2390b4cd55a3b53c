import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readImportGraph } from './house/import-graph.ts';
import { findMutants } from './mutation/find-mutants.ts';
import { measureTests } from './mutation/measure-tests.ts';
import { MutantRuns, type Verdict } from './mutation/run-mutants.ts';
import { sampleMutants } from './mutation/sample-mutants.ts';
import { type Score, scoreTable } from './mutation/score-table.ts';
import { WorkerProcess } from './mutation/worker-process.ts';

// Changes the sources one small step at a time and counts how often a test notices.
//   npm run mutation                        every room of ROOMS
//   npm run mutation -- image               one room: a folder of src
//   npm run mutation -- image --file reference.ts     only the mutants of one file
//   npm run mutation -- image --again       only what survived the last run
//   npm run mutation -- image --workers 1 --sample 100

const ROOMS = ['image', 'config', 'promotion', 'manifest/matching', 'manifest/edit'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' },
    again: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(availableParallelism()) },
    sample: { type: 'string', default: '400' },
  },
});

async function scoreOf(room: string): Promise<Score> {
  const started = performance.now();
  const graph = readImportGraph(root, ['src', 'sandbox', 'test', 'scripts']);
  const roomFiles = graph.files.filter((file) => file.startsWith(`src/${room}/`));
  if (roomFiles.length === 0) throw new Error(`src/${room} has no files.`);
  const texts = new Map(roomFiles.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const all = [...texts].flatMap(([file, text]) => findMutants(file, text));
  const sample = wanted(room, sampleMutants(all, texts, Number(options.sample)));
  const workers = Array.from({ length: Number(options.workers) }, () => new WorkerProcess());
  console.log(`${room}: ${sample.length} of ${all.length} mutants in ${roomFiles.length} files.`);

  const { tests, broken } = await measureTests(graph, room, roomFiles, workers);
  for (const test of broken) console.log(`  left out, because it fails without a mutant: ${test}`);
  const seconds = tests.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  console.log(`${room}: ${tests.length} test files, ${seconds.toFixed(0)} s of tests.`);

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
function resultFile(room: string): string {
  return join(root, 'node_modules/.cache/waybill-mutation', `${room.replaceAll('/', '-')}.json`);
}

function keep(room: string, verdicts: readonly Verdict[]): void {
  const file = resultFile(room);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(verdicts, null, 1)}\n`);
}

function lastSurvivors(room: string): readonly string[] {
  const verdicts = JSON.parse(readFileSync(resultFile(room), 'utf8')) as readonly Verdict[];
  return verdicts
    .filter(({ killedBy }) => killedBy === undefined)
    .map(({ mutant }) => `${mutant.file} ${mutant.change}`);
}

const rooms = positionals.length > 0 ? positionals : ROOMS;
const scores: Score[] = [];
for (const room of rooms) scores.push(await scoreOf(room));
console.log(`\n${scoreTable(scores)}`);
