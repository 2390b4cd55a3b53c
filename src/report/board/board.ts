/*
 * What the board shows, as one value: environments by images. It is what `board.json` holds. The other files
 * of this folder make Markdown and HTML of it.
 */
import type { Metrics } from './metrics.ts';

/** How far something is known to be well. `pending` is also what nobody has said anything of. */
export type BoardState = 'passed' | 'pending' | 'failed';

export interface Board {
  /** The config repo, `owner/name`, and its address. */
  readonly repository: string;
  readonly url: string;
  /** The commit that everything was read from. */
  readonly base: { readonly branch: string; readonly oid: string };
  /** When it was read, by GitHub's clock. */
  readonly at: Date;
  /** How many weeks the metrics look back. */
  readonly weeks: number;
  /** Each behind all of its upstreams. */
  readonly environments: readonly BoardEnvironment[];
  readonly images: readonly BoardImage[];
  /** What could not be read, each as a sentence. */
  readonly notes: readonly string[];
}

export interface BoardEnvironment {
  readonly name: string;
  readonly after: readonly string[];
  /** Where the environment is to be seen. */
  readonly url: string | undefined;
  readonly merge: 'manual' | 'auto';
  /** The config repo and branch that declare it, where that is another. */
  readonly elsewhere: string | undefined;
  /** What keeps its lanes from being merged now. */
  readonly pauses: readonly BoardPause[];
  /** Of all its images together. */
  readonly metrics: Metrics;
}

export interface BoardPause {
  /** Names of images; undefined for all of them. */
  readonly images: readonly string[] | undefined;
  readonly reason: string;
  readonly by: string | undefined;
  readonly until: string | undefined;
  readonly url: string | undefined;
}

export interface BoardImage {
  readonly name: string;
  readonly repository: string;
  /** The repository it is built from, `owner/name`, and its address. */
  readonly source: { readonly name: string; readonly url: string } | undefined;
  readonly group: string | undefined;
  /** One for each environment, in their order. */
  readonly cells: readonly BoardCell[];
}

export interface BoardVersion {
  readonly tag: string | undefined;
  /** Undefined where a tag alone is written, and the registry does not have it. */
  readonly digest: string | undefined;
}

/** One image in one environment. */
export interface BoardCell {
  readonly environment: string;
  /** None: the environment does not declare the image. Several: its files or targets differ. */
  readonly versions: readonly (BoardVersion & { readonly targets: readonly string[] })[];
  /** Since when all its files declare it; undefined where that could not be read. */
  readonly since: BoardMoment | undefined;
  readonly standing: Standing;
  /** What its upstreams offer, and it does not declare. */
  readonly offered: BoardVersion | undefined;
  readonly pull: BoardPull | undefined;
  /** Undefined where `waybill.yaml` names no `health` for the environment. */
  readonly health: BoardSays | undefined;
  /** What runs, compared with what is declared; undefined where nobody has looked. */
  readonly drift: BoardSays | undefined;
  /** The newest first. */
  readonly history: readonly BoardStay[];
  readonly metrics: Metrics;
}

/** How a cell stands to the first environments on its way. */
export type Standing =
  /** It is one of them. */
  | { readonly kind: 'front' }
  /** It declares what they declare. */
  | { readonly kind: 'level' }
  | { readonly kind: 'behind'; readonly of: string; readonly commits: BoardCommits | undefined }
  /** Nothing is declared, or several versions are, here or there. */
  | { readonly kind: 'unclear' };

/** Commits of the source repository between two digests. */
export interface BoardCommits {
  readonly behind: number;
  /** Commits that it has and the front has not. */
  readonly ahead: number;
  /** There are more than were counted. */
  readonly more: boolean;
  readonly url: string;
}

export interface BoardMoment {
  readonly at: Date;
  readonly url: string | undefined;
  /** Number of the pull request that brought it. */
  readonly pull: number | undefined;
}

export interface BoardSays {
  readonly state: BoardState;
  readonly says: string;
  readonly url: string | undefined;
}

/** The open pull request of the lane. */
export interface BoardPull {
  readonly number: number;
  readonly url: string;
  readonly kind: 'promotion' | 'roll back' | 'hotfix' | 'unknown';
  /** What it brings of this image; undefined where a person added to its branch. */
  readonly brings: BoardVersion | undefined;
  /** What the status `waybill` says. */
  readonly verdict: BoardSays;
  /** The gates that have a status of their own on its head. */
  readonly gates: readonly (BoardSays & { readonly gate: string })[];
}

/** A span in which the environment declared a version. */
export interface BoardStay extends BoardVersion {
  readonly since: BoardMoment | undefined;
  readonly until: Date | undefined;
  readonly kind: 'first' | 'promotion' | 'hotfix' | 'return' | 'unknown';
  /** Something older came back in its place. */
  readonly takenBack: boolean;
  /** Who made the commit that brought it. */
  readonly by: string | undefined;
  /** Why somebody asked for it. */
  readonly reason: string | undefined;
  /** The commit that it was built from, as the promotion says. */
  readonly source: { readonly repository: string; readonly commit: string } | undefined;
  /** When that commit was made. */
  readonly committed: Date | undefined;
}
