import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import type { Mutant } from './find-mutants.ts';

/** Another seed takes another sample. */
export const SEED = 'waybill 1';

/** Puts the changed text in its place. */
export function mutate(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/**
 * The same `size` mutants in every run. Each mutant has a number, made from its file, its change, and how
 * many like it come before. The lowest numbers are taken. So a change in one file leaves the sample of the
 * others as it was.
 */
export function sampleMutants(
  mutants: readonly Mutant[],
  texts: ReadonlyMap<string, string>,
  size: number,
  seed: string = SEED,
): readonly Mutant[] {
  const seen = new Map<string, number>();
  const numbered = mutants.map((mutant) => {
    const name = `${mutant.file} ${mutant.change}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { mutant, number: createHash('sha256').update(`${seed} ${name} ${before}`).digest('hex') };
  });
  const sample: Mutant[] = [];
  for (const { mutant } of numbered.sort((a, b) => (a.number < b.number ? -1 : 1))) {
    if (sample.length === size) break;
    if (isProgram(mutate(texts.get(mutant.file) ?? '', mutant))) sample.push(mutant);
  }
  return sample.sort((a, b) => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1));
}

function isProgram(text: string): boolean {
  try {
    stripTypeScriptTypes(text, { mode: 'strip' });
    return true;
  } catch {
    return false;
  }
}
