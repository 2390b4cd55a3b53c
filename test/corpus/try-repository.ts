import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, type Judgement, type Knowledge } from './judge.ts';
import type { Editor } from './editors.ts';
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

export function listed(): readonly Listed[] {
  const file = join(dirname(fileURLToPath(import.meta.url)), 'repositories.json');
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Listed[];
}

/** How the images of a repository are tried. */
interface Way {
  /** What came of each run so far. */
  readonly results: Results;
  /** Which runs are done once more, of those with an older bundle. */
  readonly rerun: 'none' | 'not right' | 'older';
  /** One for each copy of the checkout; as many runs go on at once. */
  readonly editors: readonly Editor[];
}

/** Tries every image of a checkout, and judges what came of it. */
export async function tryRepository(
  { name, commit }: Listed,
  root: string,
  { results, rerun, editors }: Way,
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
  await inCopies({ root, editors, trials: open }, async (editor, copy, trial) =>
    results.keep(checkout, await runEditor(editor, { copy, original: root }, trial)),
  );
  return trials.flatMap((trial) => {
    const outcome = results.latest(checkout, trial)?.outcome;
    return outcome === undefined ? [] : [judge(outcome, knowledge)];
  });
}

function isRight({ verdict, missed, left, wrong }: Judgement): boolean {
  return verdict === 'edited' && missed.length + left.length + wrong.length === 0;
}

interface Work {
  readonly root: string;
  readonly editors: readonly Editor[];
  readonly trials: readonly Trial[];
}

/** Hands the trials to the editors, each with a copy of the checkout. */
async function inCopies(
  { root, editors, trials }: Work,
  run: (editor: Editor, copy: string, trial: Trial) => Promise<void>,
): Promise<void> {
  if (trials.length === 0) return;
  const waiting = [...trials];
  const folder = mkdtempSync(join(tmpdir(), 'waybill-corpus-'));
  const work = async (editor: Editor, number: number): Promise<void> => {
    const copy = join(folder, `${number}`, basename(root));
    cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift())
      await run(editor, copy, trial);
  };
  try {
    await Promise.all(editors.map(work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
