import { AsyncLocalStorage } from 'node:async_hooks';
import { connect } from '../../src/actions/lane/connect.ts';
import type { Connection } from '../../src/actions/lane/inputs.ts';
import type { Collaborators } from '../../src/environments/collaborators.ts';
import { createGitHub } from '../../src/github/github.ts';
import { type Fetch, fetchFor } from '../../src/http/http.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { SandboxGitHub, SandboxRepository, TokenGrant } from '../../sandbox/github/sandbox-github.ts';
import type { SandboxRegistry, SandboxRegistryOptions } from '../../sandbox/registry/sandbox-registry.ts';
import { createInputs } from '../../src/runner/inputs.ts';
import { gitHubStandIn, registryStandIn } from '../stand-ins.ts';
import { WAYBILL_APP } from '../../sandbox/github/waybill-app.ts';

/** The App, where reviewers are asked for too. */
export const APP: TokenGrant = {
  ...WAYBILL_APP,
  permissions: { ...WAYBILL_APP.permissions, members: 'read' },
};

/** The two stand-ins, a token that may do everything needed, and what runs see of them. */
export interface Stage {
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly token: string;
  /** The inputs that log in to the registry; none where everybody may read. */
  readonly login: Readonly<Record<string, string>>;
  /** `127.0.0.1:<port>/acme`: where images live. */
  readonly images: string;
  /** Puts a release of an image into the registry; returns its digest. */
  release(image: string, tag: string, facts?: Release): string;
}

interface Release {
  readonly source?: string;
  readonly commit?: string;
  readonly created?: string;
}

/** A registry whose images nobody reads without a login, as those of most companies are. */
export const PRIVATE: SandboxRegistryOptions = {
  auth: { kind: 'bearer', username: 'ci', password: 'registry-secret' },
};

/** The inputs of an action that log in to a registry. */
export function loginTo({ host }: SandboxRegistry, { auth }: SandboxRegistryOptions): Record<string, string> {
  if (auth === undefined || auth.kind === 'none') return {};
  return { registry: host, 'registry-username': auth.username, 'registry-password': auth.password };
}

/** Both stand-ins, for one test or one file of tests. `now` is GitHub's clock. */
export async function openStage(options: SandboxRegistryOptions = {}, now?: () => Date): Promise<Stage> {
  const [github, registry] = await Promise.all([
    gitHubStandIn({ validate: true, ...(now === undefined ? {} : { now }) }),
    registryStandIn(options),
  ]);
  return {
    github,
    registry,
    login: loginTo(registry, options),
    token: github.grant(APP),
    images: `${registry.host}/acme`,
    release: (image, tag, { source, commit, created } = {}) =>
      registry.seed(`acme/${image}`, [tag], {
        content: `${image} ${tag}`,
        labels: {
          'org.opencontainers.image.version': tag,
          ...(source === undefined ? {} : { 'org.opencontainers.image.source': `${github.url}/${source}` }),
          ...(commit === undefined ? {} : { 'org.opencontainers.image.revision': commit }),
        },
        ...(created === undefined ? {} : { created }),
      }),
  };
}

/** What a run wrote to its log, its outputs and its summary. */
export interface Written {
  readonly log: string[];
  readonly warnings: string[];
}

/** Through which requests go to GitHub, in what runs inside of it; see `interleave.ts`. */
export const fetchInside = new AsyncLocalStorage<Fetch>();

/** What a run works with, and whose clock jumps over what it would wait; `waited` takes the milliseconds. */
export function withoutWaiting(
  runner: Parameters<typeof connect>[0],
  connection: Connection,
  waited: number[],
): Collaborators {
  let skipped = 0;
  return {
    ...connect(runner, connection, {}),
    color: false,
    github: createGitHub({
      token: connection.token,
      sourceToken: connection.sourceToken,
      apiUrl: connection.apiUrl,
      sleep: (milliseconds) => {
        waited.push(milliseconds);
        skipped += milliseconds;
        return Promise.resolve();
      },
      now: () => Date.now() + skipped,
      random: () => 0.5,
      log: runner.log,
      deadline: Date.now() + connection.limit,
      fetch: fetchInside.getStore() ?? fetchFor({}),
    }),
  };
}

export function fakeRunner(
  stage: Pick<Stage, 'github'>,
  inputs: Readonly<Record<string, string>>,
  written: Written,
): Runner & { readonly outputs: Record<string, string> } {
  const env = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const outputs: Record<string, string> = {};
  return {
    inputs: createInputs(env),
    context: {
      serverUrl: stage.github.url,
      apiUrl: stage.github.apiUrl,
      repository: 'acme/shop',
      commit: undefined,
      ref: 'refs/heads/main',
      event: 'push',
      actor: 'alice',
      workflow: 'release',
      run: undefined,
      workspace: '/',
    },
    log: {
      info: (message) => void written.log.push(message),
      debug: () => undefined,
      warning: (message) => void written.warnings.push(message),
      error: (error) => void written.log.push(error.message),
      group: (_title, body) => body(),
    },
    outputs,
    output: (name, value) => void (outputs[name] = value),
    summary: () => Promise.resolve(),
    mask: () => undefined,
    hide: (text) => text,
    endAfter: () => undefined,
    announceArtifact: () => false,
  };
}

export async function text(repository: SandboxRepository, revision: string, path: string): Promise<string> {
  const bytes = await repository.read(revision, path);
  return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
}
