import type { z } from 'zod';
import type { configSchema, environment } from './schema.ts';

type Written = z.output<typeof configSchema>;

/** An image that is promoted, with its name. */
export type ImageConfig = Readonly<Written['images'][string]> & { readonly name: string };

/** Images that move together, in the order of the file. */
export interface GroupConfig {
  readonly name: string;
  readonly images: readonly string[];
  /** Members that pass their gates go on with those that are declared already; otherwise the whole group waits. */
  readonly join: boolean;
}

/** An environment, with its name, its defaults filled in, and durations in milliseconds. */
export type EnvironmentConfig = Readonly<z.output<typeof environment>> & { readonly name: string };

/** The conditions on a promotion into one environment. */
export type GatesConfig = Readonly<NonNullable<EnvironmentConfig['gates']>>;

/** Custom resources of one kind, and where in them an image reference stands. */
export type CustomKind = Readonly<Written['kinds'][number]>;

/** A valid `waybill.yaml`: every name in it points to something, and no environment comes after itself. */
export interface Config {
  readonly file: string;
  readonly images: readonly ImageConfig[];
  readonly groups: readonly GroupConfig[];
  readonly environments: readonly EnvironmentConfig[];
  readonly kinds: readonly CustomKind[];
}
