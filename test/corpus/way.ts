import type { Hazard } from './place.ts';
import type { AliasUser } from './sharing.ts';
import type { Sheet } from './sheet.ts';

/** What is known on the way down to a node. */
export interface Way {
  readonly path: readonly string[];
  readonly kind: string;
  readonly hazard: Hazard | undefined;
  /** Below metadata, status and the like nothing is deployed. */
  readonly idle: boolean;
}

/** Where a node of a document stands in the file, and who shares it. */
export interface Reading {
  readonly sheet: Sheet;
  readonly offset: number;
  readonly users: ReadonlyMap<string, readonly AliasUser[]>;
}
