/**
 * The room for `waybill.yaml`: its text, its rules, and the questions that a valid one answers. It decides on
 * values alone and knows neither a repository nor a registry. These are the types; the other doors are
 * `parse.ts` (from text), `configured-environments.ts` and `images.ts` (questions), `globs.ts`, `times.ts`
 * and `editor-settings.ts`.
 */
import type { z } from 'zod';
import type { environmentSchema } from './schema/environment.ts';
import type { configSchema } from './schema/schema.ts';

type ParsedFile = z.output<typeof configSchema>;

/** An image that is promoted, with its name. */
export type ImageConfig = Readonly<ParsedFile['images'][string]> & { readonly name: string };

/** Images that move together, in the order of the file. */
export interface GroupConfig {
  readonly name: string;
  readonly images: readonly string[];
  /**
   * Members that pass their gates go on with those that are declared already; otherwise the whole group
   * waits.
   */
  readonly join: boolean;
  /** What all of them come from; the group waits until they do. */
  readonly same?: 'commit' | 'version' | undefined;
}

/** An environment with its name. Defaults are filled in, and durations are milliseconds. */
export type EnvironmentConfig = Readonly<z.output<typeof environmentSchema>> & {
  readonly name: string;
  /** Who merges; what the top level says of every environment is filled in. */
  readonly merge: 'manual' | 'auto';
};

/** The conditions on a promotion into one environment. */
export type GatesConfig = Readonly<NonNullable<EnvironmentConfig['gates']>>;

/** Custom resources of one kind, and where in them an image reference stands. */
type CustomKind = Readonly<ParsedFile['kinds'][number]>;

/** A valid `waybill.yaml`: every name in it points to something, and no environment comes after itself. */
export interface Config {
  readonly file: string;
  readonly images: readonly ImageConfig[];
  /** Entries with `*`, each for all images whose repositories match. They are in no group. */
  readonly patterns: readonly ImageConfig[];
  readonly groups: readonly GroupConfig[];
  readonly environments: readonly EnvironmentConfig[];
  readonly kinds: readonly CustomKind[];
  /** Digests that come into no environment any more. */
  readonly revoked: Readonly<ParsedFile['revoked']>;
  /** What `verify` lets pass. */
  readonly verify: Readonly<ParsedFile['verify']>;
}
