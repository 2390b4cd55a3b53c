import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxRegistry } from '../sandbox/registry/start.ts';
import { runAction } from '../sandbox/runner/run-action.ts';
import { type Builder, missingForBuilder, startBuilder } from './builder.ts';
import { type Bench, type Bundle, fasterThanOther, headings, otherHeading } from './bundles.ts';
import { delayedWay } from './delay.ts';
import { command, type Contender, milliseconds, ratio, sideBySide, table } from './measure.ts';

const ROUNDS = 5;
const DELAY_MS = 40;
const TITLE = 'A built image is used again, against a builder that builds it from its cache';
const LAYERS = 4;
const LAYER_BYTES = 4_000_000;

/** An image that is built already, and those who are asked for it again. */
interface Ground {
  readonly folder: string;
  /** As the address of the registry is written; the slow way has another one. */
  readonly host: string;
  /** Built from this one, in repositories below its name. */
  readonly commit: string;
  /** Its cache is emptied before each build, so that it imports what the registry has. */
  readonly empty: Builder;
  readonly warm: Builder;
}

/**
 * The second build of a commit, as a tag push asks for it: the action finds the image in the registry, and a
 * builder builds it from its cache, which is empty and imported, or local.
 */
export async function reuse(bench: Bench): Promise<string> {
  const missing = await missingForBuilder();
  if (missing !== undefined) return table(TITLE, [[missing]]);
  const registry = await startSandboxRegistry({});
  const slow = await delayedWay(registry.host, DELAY_MS);
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  const builders: Builder[] = [];
  try {
    for (const name of ['empty', 'warm']) builders.push(await startBuilder(folder, name));
    const [empty, warm] = builders;
    if (empty === undefined || warm === undefined) throw new TypeError('two builders were started');
    writeSources(folder);
    const rows: string[][] = [];
    const ways = [
      ['at once', registry.host],
      [`${DELAY_MS} ms a round trip`, slow.host],
    ] as const;
    for (const [title, host] of ways) {
      const ground = { folder, host, commit: randomBytes(20).toString('hex'), empty, warm };
      rows.push([title, ...(await compare(bench, ground))]);
    }
    return table(TITLE, [
      ['', ...headings(bench, `, median of ${bench.rounds(ROUNDS)}`), ...OTHERS, ...otherHeading(bench)],
      ...rows,
    ]);
  } finally {
    for (const builder of builders) await builder.close();
    await slow.close();
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const OTHERS = ['imported cache', 'as fast', 'local cache', 'as fast'];

/** Layers that no compression makes small. */
function writeSources(folder: string): void {
  const layers = Array.from({ length: LAYERS }, (_, index) => `layer-${index}`);
  for (const layer of layers) writeFileSync(join(folder, layer), randomBytes(LAYER_BYTES));
  const copies = layers.map((layer) => `COPY ${layer} /${layer}\n`);
  writeFileSync(join(folder, 'Dockerfile'), `FROM scratch\n${copies.join('')}`);
  writeFileSync(join(folder, '.dockerignore'), '*\n!layer-*\n');
}

async function compare(bench: Bench, ground: Ground): Promise<string[]> {
  const { host, commit, empty, warm } = ground;
  const cache = `${host}/${commit}/cache:main`;
  const image = `${host}/${commit}/by-builder`;
  let tags = 0;
  const next = (): string => `v1.0.${(tags += 1)}`;
  const imported = ['--cache-from', `type=registry,ref=${cache}`];
  await build(ground, warm, `${image}:main`, ['--cache-to', `type=registry,ref=${cache},mode=max`]);
  for (const bundle of bench.bundles) await act(ground, bundle, 'main');
  const contenders: readonly Contender[] = [
    ...bench.bundles.map((bundle) => ({ name: bundle.name, run: () => act(ground, bundle, next()) })),
    {
      name: 'imported cache',
      prepare: () => empty.emptyCache(),
      run: () => build(ground, empty, `${image}:${next()}`, imported),
    },
    { name: 'local cache', run: () => build(ground, warm, `${image}:${next()}`) },
  ];
  const times = await sideBySide(contenders, bench.rounds(ROUNDS));
  const own = times.slice(0, bench.bundles.length);
  const [first = NaN] = own;
  const others = times.slice(bench.bundles.length);
  return [
    ...own.map(milliseconds),
    ...others.flatMap((time) => [milliseconds(time), ratio(time, first)]),
    ...fasterThanOther(own),
  ];
}

/** The action, for the same commit each time. Each bundle has an image of its own. */
async function act({ folder, host, commit, warm }: Ground, bundle: Bundle, tag: string): Promise<void> {
  const run = await runAction('build', {
    dist: bundle.dist,
    cwd: folder,
    inputs: {
      image: `${host}/${commit}/${bundle.name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
      tags: tag,
      builder: warm.name,
    },
    env: {
      ...warm.env,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: commit,
      GITHUB_REF: tag === 'main' ? 'refs/heads/main' : `refs/tags/${tag}`,
      GITHUB_RUN_ID: '7',
    },
  });
  const reused = tag === 'main' ? 'false' : 'true';
  if (run.exitCode !== 0 || run.outputs['reused'] !== reused)
    throw new Error(`build ended with ${run.exitCode}:\n${run.stdout}${run.stderr}`);
}

function build(
  { folder }: Pick<Ground, 'folder'>,
  builder: Builder,
  image: string,
  more: readonly string[] = [],
): Promise<void> {
  const args = ['buildx', 'build', '--builder', builder.name, '--push', '--tag', image, ...more, '.'];
  return command('docker', args, { env: builder.env, cwd: folder });
}
