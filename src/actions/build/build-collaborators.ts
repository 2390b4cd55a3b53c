import type { Builder } from '../../builder/builder.ts';
import type { GitHub } from '../../github/github.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Runner } from '../../runner/runner.ts';
import type { BuildResult } from './outputs.ts';
import type { Git } from './tree/git-tree.ts';
import type { Proofs } from './proof/proofs.ts';

/** What a build works with before its inputs are read. */
export interface BuildMachine {
  readonly runner: Runner;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The commit that a workspace has checked out, undefined when it cannot be told. */
  readonly headOf: (workspace: string) => Promise<string | undefined>;
  readonly git: Git;
  /** `linux/amd64`: what a build is for that names no platform. */
  readonly ownPlatform: string;
}

/** What a build reaches with the logins of its inputs. */
export interface BuildConnections {
  readonly registry: Registry;
  readonly builder: Builder;
  /** Git's order of two commits, as GitHub knows it. */
  readonly commitOrder: GitHub['commitOrder'];
  /** Who made an image: signs it, and finds out who signed it. */
  readonly proofs: Proofs;
}

export interface BuildCollaborators extends BuildMachine, BuildConnections {
  /** Hears what there is as soon as an image is pushed: nothing that goes wrong later may lose its digest. */
  readonly pushed: (sofar: BuildResult) => void;
}
