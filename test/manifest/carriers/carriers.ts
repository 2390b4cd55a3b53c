import type { Carrier } from './carrier.ts';
import { SCALARS } from './scalars.ts';
import { STRUCTURE } from './structure.ts';
import { SURROUNDINGS } from './surroundings.ts';

/** The carriers that every test of them takes. */
export const CARRIERS: readonly Carrier[] = [...SCALARS, ...STRUCTURE, ...SURROUNDINGS];
