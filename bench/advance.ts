import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { SandboxGitHub, SandboxRepository, SeedFile } from '../sandbox/github/sandbox-github.ts';
import { startSandboxGitHub } from '../sandbox/github/start.ts';
import { WAYBILL_APP } from '../sandbox/github/waybill-app.ts';
import type { SandboxRegistry } from '../sandbox/registry/sandbox-registry.ts';
import { startSandboxRegistry } from '../sandbox/registry/start.ts';
import { runAction } from '../sandbox/runner/run-action.ts';
import type { Bench, Bundle } from './bundles.ts';
import { table } from './measure.ts';

const IMAGES = 200;
const ENVIRONMENTS = 20;
const OPEN = 100;
const PER_FILE = 20;

interface Stage {
  readonly github: SandboxGitHub;
  readonly registry: SandboxRegistry;
  readonly token: string;
  readonly repository: SandboxRepository;
  readonly bundle: Bundle;
}

/**
 * One run: its requests, the seconds it worked, and the seconds that it would have waited to keep GitHub's
 * limits.
 */
interface Measured {
  readonly requests: number;
  readonly worked: number;
  readonly waited: number;
  readonly lanes: number;
}

const SKIP_WAITS = join(import.meta.dirname, 'skip-waits.mjs');
/** In milliseconds. */
const LONGEST = 20 * 60_000;

/**
 * An advance run over 200 images and 20 environments, each after the one before: 100 lanes to move, then
 * nothing, then one. Each lane has a source repository, a label, a reviewer, a hold and statuses.
 */
export async function advanceAtScale(bench: Bench): Promise<string> {
  const started = new Date('2026-03-02T08:00:00Z');
  const [github, registry] = await Promise.all([
    startSandboxGitHub({ now: () => started }),
    startSandboxRegistry({}),
  ]);
  try {
    const token = github.grant(WAYBILL_APP);
    github.addPeople({ users: ['alice'] });
    const sources = await createSources(github);
    const releases = (count: number, tag: string) => makeReleases(registry, sources, count, tag);
    const first = releases(IMAGES, 'v1');
    const second = new Map([...first, ...releases(OPEN, 'v2')]);
    const third = new Map(second).set(name(IMAGES - 1), releases(IMAGES, 'v3').get(name(IMAGES - 1)) ?? '');
    const rows: string[][] = [];
    for (const [index, bundle] of bench.bundles.entries()) {
      const repository = await github.createRepository(`acme/scale-${index}`, configRepo(registry, first));
      const stage = { github, registry, token, repository, bundle };
      await declareFirst(stage, second);
      const many = await measure(stage);
      const none = await measure(stage);
      await declareFirst(stage, third);
      rows.push(row(bundle, `${many.lanes} lanes to move`, many));
      rows.push(row(bundle, `nothing to do, ${OPEN} pull requests open`, none));
      rows.push(row(bundle, `1 lane to move, ${OPEN} pull requests open`, await measure(stage)));
    }
    return table(`Advance: ${IMAGES} images, ${ENVIRONMENTS} environments`, [
      ['', 'requests', 'worked', 'waits on its own'],
      ...rows,
    ]);
  } finally {
    await Promise.all([github.close(), registry.close()]);
  }
}

const name = (index: number): string => `app-${index}`;
const environment = (index: number): string => `stage-${String(index).padStart(2, '0')}`;

/** The tags of the releases, each built from a commit of its own. */
const TAGS = ['v1', 'v2', 'v3'];

/** A source repository for each image that moves, and the commits of its releases. */
interface Sources {
  readonly url: string;
  readonly commits: ReadonlyMap<string, readonly string[]>;
}

async function createSources(github: SandboxGitHub): Promise<Sources> {
  const all = new Map<string, readonly string[]>();
  for (let index = 0; index < OPEN; index += 1) {
    const source = await github.createRepository(`acme/${name(index)}-source`, { 'main.txt': 'first' });
    const commits = [];
    for (const tag of TAGS) commits.push(await source.push('main', { 'main.txt': tag }));
    all.set(name(index), commits);
  }
  return { url: github.url, commits: all };
}

function makeReleases(
  registry: SandboxRegistry,
  sources: Sources,
  count: number,
  tag: string,
): Map<string, string> {
  const releases = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const image = name(index);
    const commit = sources.commits.get(image)?.[TAGS.indexOf(tag)];
    const labels: Record<string, string> = { 'org.opencontainers.image.version': tag };
    if (commit !== undefined) {
      labels['org.opencontainers.image.source'] = `${sources.url}/acme/${image}-source`;
      labels['org.opencontainers.image.revision'] = commit;
    }
    const digest = registry.seed(`acme/${image}`, [tag], { content: `${index} ${tag}`, labels });
    releases.set(image, `${tag}@${digest}`);
  }
  return releases;
}

function configRepo(
  registry: SandboxRegistry,
  versions: ReadonlyMap<string, string>,
): Record<string, SeedFile> {
  const images = [...versions.keys()].map(
    (image) => `  ${image}: { repository: ${registry.host}/acme/${image} }\n`,
  );
  const files: Record<string, SeedFile> = {};
  const environments = Array.from({ length: ENVIRONMENTS }, (_, index) => {
    Object.assign(files, filesOf(registry, environment(index), versions));
    const after = index === 0 ? '' : `, after: [${environment(index - 1)}], gates: { soak: 1h }`;
    return `  ${environment(index)}: { files: ["${environment(index)}/**"]${after} }\n`;
  });
  const held = registry.seed('acme/app-0', ['v0'], { content: 'slow' });
  files[`.waybill/hold/${environment(1)}.yaml`] = `- image: app-0\n  digest: ${held}\n`;
  files['waybill.yaml'] = `version: 1\nimages:\n${images.join('')}environments:\n${environments.join('')}`;
  return files;
}

function filesOf(
  registry: SandboxRegistry,
  folder: string,
  versions: ReadonlyMap<string, string>,
): Record<string, SeedFile> {
  const files: Record<string, SeedFile> = {};
  const all = [...versions];
  for (let from = 0; from < all.length; from += PER_FILE) {
    const entries = all.slice(from, from + PER_FILE).map(([image, version]) => {
      const [tag = '', digest = ''] = version.split('@');
      return `  - name: ${registry.host}/acme/${image}\n    newTag: ${tag}\n    digest: ${digest}\n`;
    });
    files[`${folder}/${from / PER_FILE}/kustomization.yaml`] =
      `kind: Kustomization\nimages:\n${entries.join('')}`;
  }
  return files;
}

async function declareFirst(
  { registry, repository }: Pick<Stage, 'registry' | 'repository'>,
  versions: ReadonlyMap<string, string>,
): Promise<void> {
  await repository.push('main', filesOf(registry, environment(0), versions), {
    message: 'Declare releases',
    author: 'alice',
  });
}

/** A run of the bundle whose own waits are skipped, and counted. */
async function measure({ github, token, repository, bundle }: Stage): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  const waited = join(folder, 'waited');
  github.clearRequests();
  const started = performance.now();
  try {
    const run = await runAction('promote', {
      dist: bundle.dist,
      timeout: LONGEST,
      inputs: {
        'config-repository': repository.fullName,
        labels: 'promotion',
        reviewers: 'alice',
        deadline: '4h',
        'github-token': token,
        'github-api-url': github.apiUrl,
      },
      env: {
        GITHUB_SERVER_URL: github.url,
        GITHUB_API_URL: github.apiUrl,
        NODE_OPTIONS: `--import ${SKIP_WAITS}`,
        WAYBILL_BENCH_WAITED: waited,
      },
    });
    if (run.exitCode !== 0)
      throw new Error(`advance ended with ${run.exitCode}:\n${run.stdout}${run.stderr}`);
    return {
      requests: github.requests.length,
      worked: (performance.now() - started) / 1000,
      waited: Number(readFileSync(waited, 'utf8')) / 1000,
      lanes: changedLanes(run.outputs['json'] ?? ''),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const reportSchema = z.object({ lanes: z.array(z.object({ changed: z.boolean() })) });

function changedLanes(json: string): number {
  return reportSchema.parse(JSON.parse(json)).lanes.filter(({ changed }) => changed).length;
}

function row(bundle: Bundle, title: string, run: Measured): string[] {
  const seconds = [`${run.worked.toFixed(1)} s`, `${run.waited.toFixed(0)} s`];
  return [`${bundle.name}: ${title}`, String(run.requests), ...seconds];
}
