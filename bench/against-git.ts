import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '../sandbox/runner/run-action.ts';
import type { SandboxGitHub, SeedFile } from '../sandbox/github/sandbox-github.ts';
import { startSandboxGitHub } from '../sandbox/github/start.ts';
import type { SandboxRegistry } from '../sandbox/registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../sandbox/registry/start.ts';
import { type Bench, type Bundle, fasterThanOther, headings, otherHeading } from './bundles.ts';
import { delayedWay } from './delay.ts';
import { command, type Contender, installed, milliseconds, ratio, sideBySide, table } from './measure.ts';

const ROUNDS = 5;
const DELAY_MS = 40;
const SIZES = [100, 10_000];

/** The stand-ins, and how they are reached: at once, or by a way that takes longer. */
interface Way {
  readonly name: string;
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly token: string;
  readonly gitHubHost: string;
  readonly registryHost: string;
}

/** A config repo that both sides change. */
interface Ground extends Way {
  readonly repository: string;
  readonly folder: string;
  readonly bench: Bench;
}

/** A release that one of the sides brings into the environment. */
interface Release {
  readonly index: number;
  readonly image: string;
  readonly digest: string;
}

/**
 * A promotion against what people write by hand: clone, `kustomize edit`, push, open a pull request. Also
 * with 40 ms more for every round trip to GitHub and to the registry, for both of them.
 */
export async function againstGit(bench: Bench): Promise<string> {
  if (!(await installed('kustomize', ['version'])))
    return table('A promotion against git and kustomize', [['kustomize is not installed']]);
  const [github, registry] = await Promise.all([startSandboxGitHub({}), startSandboxRegistry({})]);
  const gitHubHost = new URL(github.url).host;
  const [slowGitHub, slowRegistry] = await Promise.all([
    delayedWay(gitHubHost, DELAY_MS),
    delayedWay(registry.host, DELAY_MS),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  try {
    const token = github.grant({
      kind: 'installation',
      login: 'acme-waybill[bot]',
      permissions: {
        ...({ contents: 'write', pull_requests: 'write', issues: 'write' } as const),
        ...({ statuses: 'write', metadata: 'read' } as const),
      },
    });
    const stage = { github, registry, token };
    const ways: readonly Way[] = [
      { ...stage, name: 'at once', gitHubHost, registryHost: registry.host },
      {
        ...stage,
        name: `${DELAY_MS} ms a round trip`,
        gitHubHost: slowGitHub.host,
        registryHost: slowRegistry.host,
      },
    ];
    const rows: string[][] = [];
    for (const size of SIZES) for (const way of ways) rows.push(await compare(way, size, { folder, bench }));
    return table('A promotion against git clone --depth 1, kustomize edit, push and a pull request', [
      [
        '',
        ...headings(bench, `, median of ${bench.rounds(ROUNDS)}`),
        'git',
        'as fast',
        ...otherHeading(bench),
      ],
      ...rows,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([slowGitHub.close(), slowRegistry.close()]);
    await Promise.all([github.close(), registry.close()]);
  }
}

async function compare(
  way: Way,
  size: number,
  { folder, bench }: Pick<Ground, 'folder' | 'bench'>,
): Promise<string[]> {
  const repository = `acme/${way.name.replaceAll(' ', '-')}-${size}`;
  const rounds = bench.rounds(ROUNDS);
  // Each way opens a pull request of its own in each round, and the first round is not counted.
  const images = (bench.bundles.length + 1) * (rounds + 1);
  await way.github.createRepository(repository, manifests(way, images, size));
  const ground: Ground = { ...way, repository, folder, bench };
  let index = 0;
  const next = (): Release => {
    const image = `${way.registryHost}/acme/app-${index}`;
    const digest = way.registry.seed(`acme/app-${index}`, ['v2'], { content: `app-${index} v2` });
    return { index: index++, image, digest };
  };
  const contenders: readonly Contender[] = [
    ...bench.bundles.map((bundle) => ({ name: bundle.name, run: () => promote(ground, bundle, next()) })),
    { name: 'git', run: () => cloneAndPush(ground, next()) },
  ];
  const times = await sideBySide(contenders, rounds);
  const opened = way.github.repository(repository).pullRequests().length;
  if (opened !== index) throw new Error(`${index} releases opened ${opened} pull requests`);
  const [own = NaN] = times;
  const title = `${size.toLocaleString('en')} manifests, ${way.name}`;
  const asFast = [ratio(times.at(-1) ?? NaN, own), ...fasterThanOther(times.slice(0, -1))];
  return [title, ...times.map(milliseconds), ...asFast];
}

function manifests({ registry, registryHost }: Way, images: number, size: number): Record<string, SeedFile> {
  const names = Array.from({ length: images }, (_, index) => `app-${index}`);
  const declared = names.map((name) => `  ${name}: { repository: ${registryHost}/acme/${name} }\n`);
  const files: Record<string, SeedFile> = {
    'waybill.yaml': `version: 1\nimages:\n${declared.join('')}environments:\n  dev: { files: ["envs/dev/**"] }\n`,
  };
  for (const name of names) {
    const digest = registry.seed(`acme/${name}`, ['v1'], { content: `${name} v1` });
    files[`envs/dev/${name}/kustomization.yaml`] =
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n- digest: ${digest}\n  name: ${registryHost}/acme/${name}\n  newTag: v1\n`;
  }
  for (let index = names.length; index < size; index += 1)
    files[`other/${index % 100}/app-${index}.yaml`] =
      `apiVersion: v1\nkind: Pod\nmetadata: {name: app-${index}}\nspec:\n  containers:\n    - name: app\n      image: example.org/other/app-${index}:v1\n`;
  return files;
}

async function promote(ground: Ground, bundle: Bundle, { index, image, digest }: Release): Promise<void> {
  const apiUrl = new URL(ground.github.apiUrl);
  apiUrl.host = ground.gitHubHost;
  const inputs = {
    images: `app-${index}=${image}:v2@${digest}`,
    environment: 'dev',
    'config-repository': ground.repository,
    'github-token': ground.token,
    'github-api-url': apiUrl.href.replace(/\/$/, ''),
  };
  const env = { GITHUB_SERVER_URL: ground.github.url, GITHUB_API_URL: apiUrl.href };
  const run = await runAction('promote', { inputs, env, dist: bundle.dist });
  if (run.exitCode !== 0) throw new Error(`promote ended with ${run.exitCode}:\n${run.stdout}${run.stderr}`);
}

async function cloneAndPush(ground: Ground, { index, image, digest }: Release): Promise<void> {
  const { repository, gitHubHost, token, github, folder } = ground;
  const clone = join(folder, `${repository.replace('/', '-')}-${index}`);
  const branch = `release/app-${index}`;
  const git = (...args: string[]): Promise<void> =>
    command('git', ['-C', clone, '-c', 'user.name=ci', '-c', 'user.email=ci@example.org', ...args]);
  const url = `http://x-access-token:${token}@${gitHubHost}/${repository}.git`;
  await command('git', ['clone', '--quiet', '--depth', '1', url, clone]);
  await command('kustomize', ['edit', 'set', 'image', `${image}=${image}:v2@${digest}`], {
    cwd: join(clone, `envs/dev/app-${index}`),
  });
  await git('checkout', '--quiet', '-b', branch);
  await git('commit', '--quiet', '--all', '--message', `Promote app-${index}`);
  await git('push', '--quiet', 'origin', branch);
  const apiUrl = new URL(github.apiUrl);
  apiUrl.host = gitHubHost;
  const pull = JSON.stringify({ title: `Promote app-${index}`, head: branch, base: 'main', body: '' });
  await command('curl', [
    ...['--silent', '--show-error', '--fail', '--output', '/dev/null'],
    ...['--header', `Authorization: Bearer ${token}`, '--data', pull],
    `${apiUrl.href.replace(/\/$/, '')}/repos/${repository}/pulls`,
  ]);
}
