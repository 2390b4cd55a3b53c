import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxGitHub, SandboxRepository, SeedFile } from '../github/sandbox-github.ts';
import type { SandboxRegistry } from '../registry/sandbox-registry.ts';
import type { DemoClock } from './clock.ts';
import { type Engine, findEngine } from './engine.ts';
import { APPLICATION, APPLICATION_CHANGE, configFiles } from './seed.ts';
import type { DemoTerminal } from './terminal.ts';
import type { DemoRuns, RunSource } from './workflow.ts';
import { WAYBILL_APP } from '../github/waybill-app.ts';

const run = promisify(execFile);

const DAY = 24 * 60 * 60_000;
/** 9:30 in Berlin is 8:30 UTC in winter and 7:30 in summer: at 8:30 the window is open all year. */
const BERLIN_MORNING = 8.5 * 60 * 60_000;

/** The one user that the registry knows: its images are private. */
export const REGISTRY_LOGIN = { username: 'acme-ci', password: 'registry-secret' };

/** What the steps of the demo work on. */
export interface Stage {
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly application: SandboxRepository;
  readonly config: SandboxRepository;
  readonly image: string;
  readonly engine: Engine;
  readonly source: RunSource;
  readonly token: string;
  /** The inputs of an action that log in to the registry. */
  readonly login: Readonly<Record<string, string>>;
  readonly docker: Readonly<Record<string, string>>;
  readonly clock: DemoClock;
  /** When the window of prod opens next. */
  readonly windowOpens: Date;
}

/** What is running before the road begins. */
interface RunningServers {
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly workspace: string;
  readonly clock: DemoClock;
}

export async function setUp(
  terminal: DemoTerminal,
  { github, registry, workspace, clock }: RunningServers,
): Promise<Stage> {
  return terminal.step('An application repository and a config repo', async (note) => {
    const image = `${registry.host}/acme/shop`;
    const engine = await findEngine(process.env);
    const application = await github.createRepository('acme/shop', APPLICATION);
    const before = await application.head('main');
    const old = registry.seed('acme/shop', ['v1.3.0', `sha-${before ?? ''}`], {
      content: 'the release before',
      labels: {
        'org.opencontainers.image.source': `${github.url}/acme/shop`,
        'org.opencontainers.image.revision': before ?? '',
        'org.opencontainers.image.version': 'v1.3.0',
      },
    });
    const config = await github.createRepository('acme/config', configFiles(image, old), {
      allowAutoMerge: true,
    });
    github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
    await application.release('v1.3.0', { commit: before ?? '', notes: 'The shop opens.' });
    application.showPackage({
      ...{ name: 'shop', image, isPrivate: true },
      tags: () => Object.fromEntries(registry.tags('acme/shop')),
    });
    const commit = await changeApplication(application, 'Open on Sundays', APPLICATION_CHANGE);
    const checkout = join(workspace, 'shop');
    await run('git', ['clone', '--quiet', application.gitDirectory, checkout]);
    const token = github.grant(WAYBILL_APP);
    note('GitHub', github.url);
    note('registry', `${registry.url}, where every image is private`);
    note('commit', `${commit}  Open on Sundays`);
    note('clock', clock.now().toUTCString());
    const source = {
      repository: 'acme/shop',
      commit,
      ref: 'refs/heads/main',
      serverUrl: github.url,
      apiUrl: github.apiUrl,
      workspace: checkout,
      runs: runsOf(application),
    };
    return {
      github,
      registry,
      application,
      config,
      image,
      engine,
      source,
      token,
      login: {
        registry: registry.host,
        'registry-username': REGISTRY_LOGIN.username,
        'registry-password': REGISTRY_LOGIN.password,
      },
      docker: dockerEnvironment(),
      clock,
      windowOpens: new Date(Math.ceil(clock.now().getTime() / DAY) * DAY + BERLIN_MORNING),
    };
  });
}

/** A change of the application as teams make it: by a pull request, which is merged. Returns the commit. */
export async function changeApplication(
  application: SandboxRepository,
  title: string,
  files: Readonly<Record<string, SeedFile>>,
): Promise<string> {
  const branch = title.toLowerCase().replace(/[^a-z]+/g, '-');
  await application.push(branch, files, { message: title, author: 'bob' });
  const { number } = await application.openPullRequest({ title, head: branch, author: 'bob' });
  const commit = await application.merge(number, 'squash');
  await application.force(branch, undefined);
  return commit;
}

function runsOf(application: SandboxRepository): DemoRuns {
  let count = 0;
  return {
    next: () => String((count += 1)),
    show: (id, title, summary) => application.showRun(id, { title, summary }),
  };
}

/**
 * What the docker client reads to find its engine and its plugins. It gets nothing else of this environment.
 */
function dockerEnvironment(): Record<string, string> {
  const names = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'XDG_RUNTIME_DIR', 'HOME'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
