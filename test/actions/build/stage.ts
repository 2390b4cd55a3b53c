import { beforeEach } from '@jest/globals';
import type { SandboxRegistry, SandboxRegistryOptions } from '../../../sandbox/registry/sandbox-registry.ts';
import { run } from '../../../src/actions/build/run.ts';
import type { Git } from '../../../src/actions/build/tree/git-tree.ts';
import type { Proofs } from '../../../src/actions/build/proof/proofs.ts';
import type { CommitOrder } from '../../../src/github/github.ts';
import type { Credentials } from '../../../src/registry/login/credential.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import { NOBODY } from '../../registry/client.ts';
import { type FakeRunner, type FakeRunnerOptions, fakeRunner, RUN_COMMIT } from '../../runner/fake-runner.ts';
import { fakeBuilder, type FakeBuilder, type FakeBuilderOptions } from './fake-builder.ts';
import { registryStandIn } from '../../stand-ins.ts';

export const OF = 'org.opencontainers.image.';
export const COMMIT_TAG = `sha-${RUN_COMMIT}`;
export const SAYS_COMMIT = {
  [`${OF}source`]: 'https://github.com/acme/shop',
  [`${OF}revision`]: RUN_COMMIT,
};

/** The registry of the running test, fresh for each; filled by `useFreshRegistry`. */
export let registry: SandboxRegistry;
/** The repository in it that builds push to. */
export let image: string;

/** Gives every test of the file a registry of its own. */
export function useFreshRegistry(): void {
  beforeEach(() => openRegistry());
}

export async function openRegistry(options: SandboxRegistryOptions = {}): Promise<void> {
  registry = await registryStandIn(options);
  image = `${registry.host}/acme/api`;
}

export interface Run {
  readonly runner: FakeRunner;
  readonly builder: FakeBuilder;
  readonly error: unknown;
}

/** No GitHub stands behind a run that is not told what it says. */
export const NO_GITHUB: CommitOrder = { kind: 'unread', why: 'there is no GitHub' };

/** A job that may not sign, of an image that nobody signed. */
export const NO_PROOFS: Proofs = {
  signer: async () => ({ kind: 'permission', sentence: 'Add "id-token: write".' }),
  attest: () => Promise.reject(new Error('nobody can sign')),
  prove: async () => ({
    kind: 'refused',
    refusal: { code: 'NO_EVIDENCE', words: 'Nobody has attested where it comes from.' },
    ...{ rule: undefined, places: [], attestations: [] },
  }),
};

const noTime = async (): Promise<void> => undefined;

/** Runs the action against the stand-in; what it throws is kept, as the top level would. */
export async function build(
  inputs: Readonly<Record<string, string>> = {},
  options: FakeBuilderOptions & {
    readonly env?: FakeRunnerOptions['env'];
    readonly head?: string;
    readonly git?: Git;
    /** Who signs, and what proves who built an image; nobody, where it is left out. */
    readonly proofs?: Partial<Proofs>;
    /** The variables of the process. */
    readonly variables?: Readonly<Record<string, string>>;
    /** How this run's commit stands to the one of a tag's image. */
    readonly order?: CommitOrder;
    readonly credentials?: Credentials;
  } = {},
): Promise<Run> {
  const runner = fakeRunner({ inputs: { image, ...inputs }, env: options.env ?? {} });
  const builder = fakeBuilder(registry, options);
  const world = {
    runner,
    now: () => new Date('2026-11-22T10:00:00Z'),
    sleep: noTime,
    env: options.variables ?? {},
    headOf: async () => options.head,
    git: options.git ?? (async () => undefined),
    ownPlatform: 'linux/amd64',
  };
  const client = createRegistry({ credentials: options.credentials ?? NOBODY, sleep: noTime });
  const commitOrder = async () => options.order ?? NO_GITHUB;
  const proofs = { ...NO_PROOFS, ...options.proofs };
  const error = await run(world, () => ({ registry: client, builder, commitOrder, proofs })).catch(
    (thrown: unknown) => thrown,
  );
  return { runner, builder, error };
}

export const writes = () =>
  registry.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/manifests/'));
