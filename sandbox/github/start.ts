import { chmodSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { injectFault } from './faults.ts';
import { USUAL_LIMITS } from './graphql/work.ts';
import { ObjectStore } from './git/object-store.ts';
import { seedRepository } from './git/seed.ts';
import { UPDATE_HOOK } from './http/smart-http.ts';
import { startJob } from './http/id-tokens.ts';
import { createSandboxServer } from './http/server.ts';
import { refuseBeyondPlan } from './actions/plan.ts';
import { repositoryFacade, seedParts } from './repository.ts';
import type {
  RepositorySettings,
  SandboxGitHub,
  SandboxGitHubOptions,
  SandboxRepository,
  SeedFile,
} from './sandbox-github.ts';
import type { Repository } from './state/model.ts';
import { appOf } from './state/apps.ts';
import { GitHubState } from './state/github-state.ts';

/**
 * Starts a GitHub on a free port of the loopback interface. Everything lives in this process and in the bare
 * repositories of one folder, which `close` removes unless it was given.
 */
export async function startSandboxGitHub(options: SandboxGitHubOptions = {}): Promise<SandboxGitHub> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'sandbox-github-')));
  const github = new GitHubState({
    now: options.now ?? (() => new Date()),
    validates: options.validate ?? false,
    workLimits: { ...USUAL_LIMITS, ...options.workLimits },
  });
  const facades = new Map<string, SandboxRepository>();
  const server = createSandboxServer(github);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  github.url = `http://127.0.0.1:${portOf(server.address())}`;

  return {
    url: github.url,
    apiUrl: github.apiUrl,
    createRepository: async (fullName, files = {}, settings = {}) => {
      const repo = createRepository(github, directory, fullName, settings);
      await seed(github, repo, files);
      const facade = repositoryFacade(github, repo);
      facades.set(fullName.toLowerCase(), facade);
      return facade;
    },
    repository: (fullName) => {
      const facade = facades.get(fullName.toLowerCase());
      if (facade === undefined) throw new Error(`The stand-in has no repository ${fullName}`);
      return facade;
    },
    startJob: (job) => startJob(github, job),
    get identityKey() {
      return github.identities.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    },
    grant: (grant) => github.grant(grant),
    registerApp: (registration) => {
      const ids = { app: github.nextId(), installation: github.nextId() };
      github.apps.push(appOf(registration, ids));
      github.person(`${registration.slug}[bot]`);
    },
    endInstallation: (login, how) => void github.endedInstallations.set(login, how),
    prepare: async () => {
      const { githubSchema } = await import('./graphql/schema.ts');
      await githubSchema();
    },
    addPeople: ({ users = [], teams = [] }) => {
      for (const user of users) github.person(user);
      for (const team of teams) github.addTeam(team);
    },
    get requests() {
      return github.requests;
    },
    workflowEvents: github.workflowEvents,
    deploymentRecords: github.deploymentRecords,
    clearRequests: () => {
      github.requests = [];
    },
    inject: (fault) => injectFault(github, fault),
    get violations() {
      return github.violations;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await github.exclusive(() => Promise.resolve());
      await Promise.all([...github.repositories.values()].map(({ store }) => store.close()));
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

function createRepository(
  github: GitHubState,
  directory: string,
  fullName: string,
  settings: RepositorySettings,
): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  if (owner === '' || name === '') throw new Error(`${fullName} is not owner/name`);
  if (github.repository(fullName) !== undefined) throw new Error(`${fullName} exists already`);
  const defaultBranch = settings.defaultBranch ?? 'main';
  const gitDirectory = join(directory, `${owner}--${name}.git`);
  const store = ObjectStore.create(gitDirectory, defaultBranch);
  const hook = join(gitDirectory, 'hooks', 'update');
  writeFileSync(hook, UPDATE_HOOK);
  chmodSync(hook, 0o755);
  const repo: Repository = {
    id: github.nextId(),
    owner: github.person(owner, 'Organization').login,
    name,
    fullName,
    createdAt: github.now(),
    store,
    settings: {
      private: settings.private ?? false,
      plan: settings.plan ?? 'free',
      archived: settings.archived ?? false,
      defaultBranch,
      allowAutoMerge: settings.allowAutoMerge ?? false,
      deleteBranchOnMerge: settings.deleteBranchOnMerge ?? false,
      actionsMayCreatePullRequests: settings.actionsMayCreatePullRequests ?? false,
      immutableReleases: settings.immutableReleases ?? false,
      workflowTokenMayWrite: settings.workflowTokenMayWrite ?? false,
      variables: settings.variables ?? {},
      mergeQueue: settings.mergeQueue ?? false,
      mergeMethods: settings.mergeMethods ?? ['merge', 'squash', 'rebase'],
    },
    pushedAt: github.now(),
    nextNumber: 1,
    hasCommits: false,
    pulls: new Map(),
    pullsBefore: [],
    labels: [],
    statuses: new Map(),
    deployments: [],
    protections: new Map(),
    mergedInto: new Map(),
    dispatches: [],
    attestations: new Map(),
    releases: [],
    shown: { runs: new Map(), packages: [] },
  };
  refuseBeyondPlan(repo, settings);
  github.repositories.set(fullName.toLowerCase(), repo);
  return repo;
}

async function seed(
  github: GitHubState,
  repo: Repository,
  files: Readonly<Record<string, SeedFile>>,
): Promise<void> {
  const seeds = Object.entries(files).map(([path, file]) => ({ path, ...seedParts(file) }));
  if (seeds.length === 0) return;
  const seconds = Math.floor(github.now().getTime() / 1000);
  await seedRepository(repo.store, {
    branch: repo.settings.defaultBranch,
    files: seeds,
    who: { name: 'alice', email: 'alice@example.com', seconds },
  });
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port');
  return address.port;
}
