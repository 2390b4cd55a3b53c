import type { Config } from '../../src/config/config.ts';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import type { BaseBranch } from '../../src/environments/base-branches.ts';
import {
  declaredEnvironments,
  type DeclaredEnvironments,
} from '../../src/environments/declared/declared-environments.ts';
import type { OpenPull, RepositoryState, Surveyed } from '../../src/github/github.ts';
import type { Declaration } from '../../src/promotion/advance/environment-state.ts';
import { lanePull } from '../promotion/lane/a-situation.ts';
import { CONFIG, repositoryState } from '../lanes/a-plan.ts';

/** What GitHub says of a base branch where nothing is open. */
export function surveyed(more: Partial<Surveyed> = {}): Surveyed {
  return {
    ...{ files: [], passedOver: [], missing: [], lanes: [], openPulls: [], bareBranches: [], openPauses: [] },
    ...{ labels: new Map(), reviewers: new Map(), viewer: 'acme-waybill' },
    ...more,
  };
}

/** What a base branch holds: the texts of its files by path. */
export interface Held {
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: Config;
  readonly environments?: readonly string[];
  readonly state?: Partial<RepositoryState>;
  readonly surveyed?: Partial<Surveyed>;
  readonly passedOver?: BaseBranch['read']['passedOver'];
}

export function baseBranch(held: Held = {}): BaseBranch {
  const { files = {}, config = CONFIG, environments = ['dev', 'staging', 'prod'], passedOver = [] } = held;
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  const listed = texts.map(({ path }, index) => ({ path, oid: `${index}`, size: 1, mode: '100644' }));
  return {
    state: repositoryState(held.state),
    environments: environments.map((name) => environmentNamed(config, name)),
    surveyed: surveyed({ files: listed, ...held.surveyed }),
    read: { files: texts, passedOver, unreadable: [], heads: new Map() },
    modes: new Map(listed.map(({ path, mode }) => [path, mode])),
  };
}

/** What environments declare, by environment and image, on one base branch. */
export function declared(
  states: Readonly<Record<string, Readonly<Record<string, Declaration>>>>,
  {
    config = CONFIG,
    branch = baseBranch({ config }),
    targets = {},
  }: {
    readonly config?: Config;
    readonly branch?: BaseBranch;
    readonly targets?: Readonly<Record<string, Readonly<Record<string, Declaration>>>>;
  } = {},
): DeclaredEnvironments {
  const byTarget = new Map(
    Object.entries(targets).map(([target, images]) => [target, new Map(Object.entries(images))]),
  );
  return declaredEnvironments(
    config,
    [branch],
    new Map(
      Object.entries(states).map(([environment, images]) => [
        environment,
        { environment, images: new Map(Object.entries(images)), targets: byTarget },
      ]),
    ),
  );
}

/** An open pull request of a lane, with everything that a run that judges it reads. */
export function openPull(more: Partial<OpenPull> = {}): OpenPull {
  const headOid = more.headOid ?? 'e'.repeat(40);
  return {
    ...lanePull(headOid, ''),
    ...{ branch: 'waybill/prod/api', base: 'main', head: undefined, author: 'acme-waybill' },
    ...{ changes: { count: 1, paths: ['prod/api.yaml'] }, reviews: [], statuses: [], openFrom: [] },
    merging: {
      ...{ merged: false, draft: false, state: 'clean', mayBypass: false, autoMergeBy: undefined },
      mergeQueue: { enabled: false, queuedBy: undefined },
    },
    ...more,
  };
}
