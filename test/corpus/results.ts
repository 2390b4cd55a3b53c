import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './run-editor.ts';
import type { Trial } from './trials.ts';

/** A run as it is kept: of which bundle, and of which repository at which commit. */
interface Kept {
  readonly bundle: string;
  readonly checkout: string;
  readonly outcome: Outcome;
}

/** What came of runs, also of those of an earlier call that was stopped. */
export interface Results {
  readonly latest: (
    checkout: string,
    trial: Trial,
  ) => { readonly outcome: Outcome; readonly isOlder: boolean } | undefined;
  readonly keep: (checkout: string, outcome: Outcome) => void;
}

/** Opens a file of results, one a line, to try the bundle in the folder `dist`. */
export function openResults(file: string, dist: string): Results {
  const bundle = hashOfBundle(dist);
  const kept = new Map<string, Kept>();
  const keyOf = (checkout: string, { repository, folder }: Trial): string =>
    `${checkout} ${repository} ${folder}`;
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  for (const line of lines) {
    const result = JSON.parse(line) as Kept;
    kept.set(keyOf(result.checkout, result.outcome), result);
  }
  return {
    latest(checkout, trial) {
      const result = kept.get(keyOf(checkout, trial));
      return result && { outcome: result.outcome, isOlder: result.bundle !== bundle };
    },
    keep(checkout, outcome) {
      const result = { bundle, checkout, outcome };
      kept.set(keyOf(checkout, outcome), result);
      appendFileSync(file, `${JSON.stringify(result)}\n`);
    },
  };
}

function hashOfBundle(dist: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names) if (/\.[cm]?js$/.test(name)) hash.update(readFileSync(join(dist, name)));
  return hash.digest('hex');
}
