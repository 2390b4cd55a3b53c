import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A built bundle: this checkout's, or another one that it is measured against. */
export interface Bundle {
  readonly name: string;
  readonly dist: string;
}

/** What one run of the benchmark compares. */
export interface Bench {
  /** This checkout's bundle, and behind it the one that `--against` names. */
  readonly bundles: readonly [Bundle, ...Bundle[]];
  /** How often something is measured: what `--rounds` says, or as often as is usual for it. */
  readonly rounds: (usual: number) => number;
}

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export const OWN: Bundle = { name: 'waybill', dist: join(ROOT, 'dist') };

/** The bundle of another checkout. Of that, nothing but `dist` is needed. */
export function bundleOf(checkout: string): Bundle {
  const folder = resolve(checkout);
  const dist = join(folder, 'dist');
  if (!existsSync(join(dist, 'index.js'))) throw new Error(`${dist} holds no bundle`);
  return { name: `that of ${basename(folder)}`, dist };
}

/** `waybill, median of 5`, and the same of the other bundle. */
export function headings({ bundles }: Bench, measured = ''): string[] {
  return bundles.map(({ name }) => `${name}${measured}`);
}

/** The heading of `fasterThanOther`. */
export function otherHeading({ bundles }: Bench): string[] {
  return bundles.length > 1 ? ['as fast as that'] : [];
}

/**
 * `1.20x`: this checkout's bundle takes so much less time than the other. Nothing where there is no other.
 */
export function fasterThanOther([own = NaN, other]: readonly number[]): string[] {
  return other === undefined ? [] : [`${(other / own).toFixed(2)}x`];
}
