import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, type Judgement, type Knowledge } from './judge.ts';
import { readPlaces } from './read-places.ts';
import { readPolicies } from './read-policies.ts';
import { configFiles } from './read-tree.ts';
import type { Results } from './results.ts';
import { type Outcome, runEditor } from './run-editor.ts';
import { type Trial, trialsOf } from './trials.ts';

/** A repository of the corpus. */
interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly commit: string;
}

/** How many runs go on at once, each in a copy of its own. */
const COPIES = 2;

export function listed(): readonly Listed[] {
  const file = join(dirname(fileURLToPath(import.meta.url)), 'repositories.json');
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Listed[];
}

/** Which runs are done once more, of those with an older bundle. */
type Rerun = 'none' | 'not right' | 'older';

/** Tries every image of a checkout, and judges what came of it. */
export async function tryRepository(
  { name, commit }: Listed,
  root: string,
  results: Results,
  rerun: Rerun,
): Promise<readonly Judgement[]> {
  const files = configFiles(root);
  const knowledge: Knowledge = {
    places: readPlaces(files),
    texts: new Map(files.map(({ path, text }) => [path, text])),
    policies: readPolicies(files),
  };
  const checkout = `${name}@${commit}`;
  const trials = trialsOf(knowledge.places, files);
  const known = (trial: Trial): Outcome | undefined => {
    const latest = results.latest(checkout, trial);
    if (latest === undefined || !latest.isOlder || rerun === 'none') return latest?.outcome;
    return rerun === 'not right' && isRight(judge(latest.outcome, knowledge)) ? latest.outcome : undefined;
  };
  const open = rerun === 'none' ? [] : trials.filter((trial) => known(trial) === undefined);
  await inCopies(root, open, async (copy, trial) =>
    results.keep(checkout, await runEditor(results.cli, copy, root, trial)),
  );
  return trials.flatMap((trial) => {
    const outcome = results.latest(checkout, trial)?.outcome;
    return outcome === undefined ? [] : [judge(outcome, knowledge)];
  });
}

function isRight({ verdict, missed, left, wrong }: Judgement): boolean {
  return verdict === 'edited' && missed.length + left.length + wrong.length === 0;
}

/** Hands the trials to as many copies of a checkout as run at once. */
async function inCopies(
  root: string,
  trials: readonly Trial[],
  run: (copy: string, trial: Trial) => Promise<void>,
): Promise<void> {
  if (trials.length === 0) return;
  const waiting = [...trials];
  const folder = mkdtempSync(join(tmpdir(), 'waybill-corpus-'));
  const work = async (number: number): Promise<void> => {
    const copy = join(folder, `${number}`, basename(root));
    cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) await run(copy, trial);
  };
  try {
    await Promise.all(Array.from({ length: COPIES }, (_, index) => work(index)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
