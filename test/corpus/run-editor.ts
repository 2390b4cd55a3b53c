import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diffLines } from 'diff';
import type { Editor } from './editors.ts';
import type { Trial } from './trials.ts';
import { pathsBelow } from './read-tree.ts';

export const NEW_TAG = 'v9.8.7-tried';
export const NEW_DIGEST = `sha256:${'d'.repeat(64)}`;

/** A line before and after; the one or the other is missing where a line was put in or taken out. */
export interface LineChange {
  readonly file: string;
  /** Before the edit; of the line behind, where one was put in. */
  readonly line: number;
  readonly before?: string;
  readonly after?: string;
}

/** What a message of the editor points at. */
export interface Remark {
  readonly code: string;
  readonly message: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** What came of one run, before anybody judges it. */
export interface Outcome extends Trial {
  readonly exit: number | 'crash';
  readonly changes: readonly LineChange[];
  readonly refusals: readonly Remark[];
  readonly left: readonly Remark[];
}

interface Answer {
  readonly files: readonly {
    path: string;
    passedOver: readonly { line: number; reason: string; found: string }[];
  }[];
  readonly errors: readonly { code: string; message: string; file?: string; line?: number }[];
}

/** A copy of a checkout, in which the editor may write. */
interface Copy {
  readonly copy: string;
  readonly original: string;
}

/** Runs `waybill set` in a copy of a checkout, takes down what changed, and puts it back. */
export async function runEditor(editor: Editor, { copy, original }: Copy, trial: Trial): Promise<Outcome> {
  const before = stamps(copy, trial.folder);
  const image = `${trial.spelled}=${trial.spelled}:${NEW_TAG}@${NEW_DIGEST}`;
  const { exit, stdout } = await editor.run(['set', trial.folder, '--json', '--image', image], copy);
  const after = stamps(copy, trial.folder);
  const touched = [...after].filter(([path, stamp]) => before.get(path) !== stamp).map(([path]) => path);
  const changes = touched.flatMap((path) => changesOf(join(original, path), join(copy, path), path));
  for (const path of touched) copyFileSync(join(original, path), join(copy, path));
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const answer = parse(stdout);
  if (answer === undefined || gone.length > 0 || (exit !== 0 && exit !== 1))
    return { ...trial, exit: 'crash', changes, refusals: [], left: [] };
  const remark = (code: string, message: string, file?: string, line?: number): Remark => ({
    code,
    message,
    file,
    line,
  });
  return {
    ...trial,
    ...{ exit, changes },
    refusals: answer.errors.map(({ code, message, file, line }) => remark(code, message, file, line)),
    left: answer.files.flatMap(({ path, passedOver }) =>
      passedOver.map(({ line, reason }) => remark('LEFT', reason, path, line)),
    ),
  };
}

function parse(stdout: string): Answer | undefined {
  try {
    return JSON.parse(stdout) as Answer;
  } catch {
    return undefined;
  }
}

function stamps(root: string, folder: string): ReadonlyMap<string, string> {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return new Map(
    pathsBelow(join(root, folder)).map((below) => {
      const { ino, size, mtimeMs } = statSync(join(root, prefix + below));
      return [prefix + below, `${ino} ${size} ${mtimeMs}`];
    }),
  );
}

function changesOf(original: string, edited: string, file: string): LineChange[] {
  const [old, now] = [readFileSync(original, 'utf8'), readFileSync(edited, 'utf8')];
  const changes: LineChange[] = [];
  let line = 1;
  let removed: string[] = [];
  const flush = (added: readonly string[]): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      const [before, after] = [removed[index], added[index]];
      changes.push({
        ...{ file, line: line - removed.length + Math.min(index, removed.length) },
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      });
    }
    removed = [];
  };
  for (const { value, added, removed: isRemoved, count } of diffLines(old, now, { stripTrailingCr: false })) {
    const lines = value.split(/(?<=\n)/);
    if (isRemoved) {
      removed = lines;
      line += count;
    } else if (added) flush(lines);
    else {
      flush([]);
      line += count;
    }
  }
  flush([]);
  return changes;
}
