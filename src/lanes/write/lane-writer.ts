import type { Collaborators } from '../../environments/collaborators.ts';
import type { Destination } from '../../environments/destination.ts';
import type { GitHub, Surveyed } from '../../github/github.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import type { PullSettings } from '../pull-settings.ts';
import { type FollowUpSettings, followUpSettings, type Merging } from './follow-up-settings.ts';

/** What is needed to carry a decision about a lane out. */
export interface LaneWriter {
  readonly github: GitHub;
  readonly readRecord: RecordReader;
  readonly destination: Destination;
  /** Path to mode, of the files of the environment. */
  readonly modes: ReadonlyMap<string, string>;
  readonly settings: FollowUpSettings;
  readonly titlePrefix: string;
  readonly draft: boolean;
  /** The web address of GitHub, for links. */
  readonly server: string;
}

/** What a writer is made of, for the lanes of one environment. */
export interface WriterSources {
  readonly pull: PullSettings;
  readonly server: string;
  readonly destination: Destination;
  readonly merging: Merging;
  readonly modes: ReadonlyMap<string, string>;
  readonly surveyed: Pick<Surveyed, 'labels' | 'reviewers' | 'viewer'>;
}

export function laneWriter(
  { pull, server, destination, merging, modes, surveyed }: WriterSources,
  { github, readRecord, log }: Collaborators,
): LaneWriter {
  const { environment, state } = destination;
  return {
    github,
    readRecord,
    destination,
    modes,
    settings: followUpSettings({ pull, environment, state, known: surveyed, merging }, log),
    // The runner trims an input, so the blank before the title is ours to add.
    titlePrefix:
      pull.titlePrefix === undefined ? (environment['title-prefix'] ?? '') : `${pull.titlePrefix} `,
    draft: pull.draft ?? environment.draft,
    server,
  };
}
