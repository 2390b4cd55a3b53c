import { parseArgs } from 'node:util';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { details } from './details.ts';
import { besideRenovate } from './beside-renovate.ts';
import { freshEditor, stayingEditor } from './editors.ts';
import { tables } from './figures.ts';
import type { Judgement } from './judge.ts';
import { listed, tryRepository } from './try-repository.ts';
import { configFiles } from './read-tree.ts';
import { openResults } from './results.ts';

const USAGE = `node test/corpus/main.ts CHECKOUTS [--dist FOLDER] [--results FILE] [--only NAME]… [--again | --judge] [--details] [--stay] [--at-once N] [--renovate]

Sets every image of every repository of repositories.json with a bundle, and holds what came of
it against a reading of its own. CHECKOUTS has a folder <owner>+<name> for each repository.

--dist FOLDER   the bundle; by default that of this repository
--results FILE  what came of each run; with the same bundle it is not run again
--only NAME     this repository alone; may stand several times
--again         of the runs with an older bundle, only those that were not right are run again
--judge         runs nothing, and judges what is there
--stay          the command line stays in a process, which takes a quarter of the time
--at-once N     runs that go on at once; by default 2
--renovate      counts what Renovate's managers find as well
--details       what is behind the figures, run by run
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dist: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), '../../dist') },
    results: { type: 'string', default: join(tmpdir(), 'waybill-corpus.jsonl') },
    only: { type: 'string', multiple: true },
    again: { type: 'boolean', default: false },
    judge: { type: 'boolean', default: false },
    details: { type: 'boolean', default: false },
    stay: { type: 'boolean', default: false },
    renovate: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '2' },
  },
});
const [checkouts] = positionals;
if (checkouts === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else await main(checkouts);

async function main(folder: string): Promise<void> {
  const results = openResults(values.results, values.dist);
  const editors = Array.from({ length: Number(values['at-once']) }, () =>
    (values.stay ? stayingEditor : freshEditor)(values.dist),
  );
  const judged = new Map<string, readonly Judgement[]>();
  const wanted = listed().filter(({ name }) => values.only?.includes(name) ?? true);
  for (const repository of wanted) {
    const root = join(folder, repository.name.replace('/', '+'));
    const rerun = values.judge ? 'none' : values.again ? 'not right' : 'older';
    const judgements = await tryRepository(repository, root, { results, rerun, editors });
    judged.set(repository.name, judgements);
    process.stderr.write(`${repository.name}: ${judgements.length} runs\n`);
    if (values.details) process.stdout.write(details(repository.name, judgements));
  }
  for (const editor of editors) editor.end();
  if (values.renovate)
    process.stdout.write(besideRenovate(judged, (name) => configFiles(join(folder, name.replace('/', '+')))));
  process.stdout.write(tables(judged, new Map(wanted.map(({ name, kind }) => [name, kind]))));
}
