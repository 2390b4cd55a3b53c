import type { KubeObject } from '../../drift/objects/kube-object.ts';
import type { ReadProblem } from '../../drift/objects/read-objects.ts';

/** What runs, as far as it could be read. */
export interface LiveObjects {
  readonly objects: readonly KubeObject[];
  /** Why objects could not be read, by `keyText`. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly problems: readonly ReadProblem[];
  /** What the server would make of declared objects, by `keyText`; empty where it was not asked. */
  readonly applied: ReadonlyMap<string, KubeObject>;
}

/** Where live objects come from. */
export interface LiveSource {
  read(declared: readonly KubeObject[]): Promise<LiveObjects>;
}
