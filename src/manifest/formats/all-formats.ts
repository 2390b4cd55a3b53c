import type { Format } from './format.ts';
import { helmValues } from './helm-values.ts';
import { kustomize } from './kustomize.ts';
import { workload } from './workload.ts';

/** In the order in which they claim a place: formats that know a kind first, words alone last. */
export const allFormats: readonly Format[] = [kustomize, workload, helmValues];
