/*
 * The room of `waybill doctor`: each file looks at one thing that a config repo needs, over facts that others
 * read. It decides on values alone, and says what to click or to type.
 */
import type { Config } from '../../config/config.ts';
import type { RepositorySettings, RepositoryState } from '../../github/github.ts';
import type { UsedAction, Workflow } from './workflow.ts';

/**
 * One thing that was looked at.
 *
 * - `fine`: it is as it should be
 * - `missing`: it is not, and `mend` says how it comes to be
 * - `unknown`: nobody could tell; `mend` says where a person looks
 */
export interface Finding {
  readonly state: 'fine' | 'missing' | 'unknown';
  readonly what: string;
  readonly mend?: string;
}

/** Everything that is known of a config repo. */
export interface DoctorFacts {
  readonly config: Config;
  /** `https://github.com`. */
  readonly server: string;
  readonly state: RepositoryState;
  readonly settings: RepositorySettings;
  readonly workflows: readonly Workflow[];
  /** The steps that use an action of Waybill, of all workflows. */
  readonly used: readonly UsedAction[];
  /** Files that hold objects of Flux or Argo CD. */
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
}

export function fine(what: string): Finding {
  return { state: 'fine', what };
}

export function missing(what: string, mend: string): Finding {
  return { state: 'missing', what, mend };
}

export function unknown(what: string, mend: string): Finding {
  return { state: 'unknown', what, mend };
}

/** The address of a page of the repository's settings. */
export function settingsPage({ server, state }: Pick<DoctorFacts, 'server' | 'state'>, page: string): string {
  return `${server}/${state.fullName}/settings${page === '' ? '' : `/${page}`}`;
}
