import type { EnvironmentConfig } from '../../config/config.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import type { Destination } from '../../environments/destination.ts';
import type { GitHub, MergeMethod, Surveyed } from '../../github/github.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import { mergeMethods, mergesItself, type PullSettings } from '../pull-settings.ts';
import { type FollowUpSettings, followUpSettings } from './follow-up-settings.ts';

/** What is needed to carry a decision about a lane out. */
export interface LaneWriter {
  readonly github: GitHub;
  readonly readRecord: RecordReader;
  readonly destination: Destination;
  /** Path to mode, of the files of the environment. */
  readonly modes: ReadonlyMap<string, string>;
  readonly settings: FollowUpSettings;
  readonly merging: MergeSettings;
  /** Login of the token; undefined where GitHub did not say. */
  readonly viewer: string | undefined;
  readonly titlePrefix: string;
  readonly draft: boolean;
  /** The web address of GitHub, for links. */
  readonly server: string;
  /** Address of the run, for the status that it sets. */
  readonly run: string | undefined;
}

/**
 * Who merges a lane's pull request.
 *
 * - `as-configured`: Waybill, as soon as GitHub lets it, where the input or `merge: auto` says so
 * - `by-gates`: Waybill, once the gates have passed, which is not decided here
 * - `by-a-person`: a person, unless the run itself asks for auto-merge
 */
export type Merging = 'as-configured' | 'by-gates' | 'by-a-person';

/** Whether a pull request is merged once it is written, and how. */
interface MergeSettings {
  readonly by: Merging;
  readonly atOnce: boolean;
  readonly methods: readonly MergeMethod[];
}

/** What a writer is made of, for the lanes of one environment. */
export interface WriterSources {
  readonly pull: PullSettings;
  readonly server: string;
  readonly run: string | undefined;
  readonly destination: Destination;
  readonly merging: Merging;
  readonly modes: ReadonlyMap<string, string>;
  readonly surveyed: Pick<Surveyed, 'labels' | 'reviewers' | 'viewer'>;
}

export function laneWriter(
  { pull, server, run, destination, merging, modes, surveyed }: WriterSources,
  { github, readRecord }: Collaborators,
): LaneWriter {
  const { environment, state } = destination;
  return {
    github,
    readRecord,
    destination,
    modes,
    viewer: surveyed.viewer,
    settings: followUpSettings({ pull, environment, known: surveyed }),
    merging: {
      by: merging,
      atOnce: mergesAtOnce(merging, pull, environment),
      methods: mergeMethods(pull, environment, state),
    },
    // The runner trims an input, so the blank before the title is ours to add.
    titlePrefix:
      pull.titlePrefix === undefined ? (environment['title-prefix'] ?? '') : `${pull.titlePrefix} `,
    draft: pull.draft ?? environment.draft,
    server,
    run,
  };
}

/** The same writer where Waybill merges nothing that gates did not judge. */
export function leftToAPerson(writer: LaneWriter): LaneWriter {
  return { ...writer, merging: { ...writer.merging, atOnce: false } };
}

function mergesAtOnce(merging: Merging, pull: PullSettings, environment: EnvironmentConfig): boolean {
  switch (merging) {
    case 'as-configured':
      return mergesItself(pull, environment);
    case 'by-gates':
      return false;
    case 'by-a-person':
      return pull.autoMerge === true;
  }
}
