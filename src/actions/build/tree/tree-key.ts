import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { dockerfileOf, isRemoteContext } from '../../../builder/builder.ts';
import { resultOf, wordsOfProblem } from '../../../errors/go-on.ts';
import { no, ok, type Result } from '../../../errors/result.ts';
import { parsePlatform } from '../../../image/platform.ts';
import { tryParseReference } from '../../../image/reference.ts';
import type { Registry } from '../../../registry/registry.ts';
import type { BuildInputs } from '../inputs.ts';
import { baseImages } from './base-images.ts';
import { committedOids, type Git } from './git-tree.ts';

/** What a key is made from. */
type TreeBuild = Pick<
  BuildInputs,
  | 'context'
  | 'file'
  | 'target'
  | 'buildArgs'
  | 'platforms'
  | 'buildContexts'
  | 'network'
  | 'secrets'
  | 'secretFiles'
>;

interface KeyTools {
  readonly registry: Pick<Registry, 'resolve'>;
  readonly git: Git;
  readonly workspace: string;
  /** `linux/amd64`: what a build is for that names no platform. */
  readonly ownPlatform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The key of a build: equal for builds of the same files, Dockerfile, target, arguments, platforms and base
 * images, whatever the commit. The base images count with the digests that they have now. The problem is half
 * a sentence that says why there is no key.
 */
export async function treeKey(tools: KeyTools, build: TreeBuild): Promise<Result<string>> {
  const { workspace, git } = tools;
  if (isRemoteContext(build.context)) return no(`the context ${build.context} is not in the workspace`);
  const file = dockerfileOf(workspace, build.context, build.file);
  const contexts = contextsOf(build.buildContexts);
  const folders = contexts.filter(({ place }) => !place.includes('://'));
  // BuildKit takes the ignore file that stands beside the Dockerfile before that of the context.
  const ignore = `${file}.dockerignore`;
  const oids = await committedOids(git, workspace, [
    build.context,
    file,
    ...(existsSync(isAbsolute(ignore) ? ignore : join(workspace, ignore)) ? [ignore] : []),
    ...folders.map(({ place }) => place),
  ]);
  if (!oids.ok) return oids;
  const text = await readFile(isAbsolute(file) ? file : join(workspace, file), 'utf8');
  // A name alone stands for the value that the environment has.
  const buildArgs = build.buildArgs.map((entry) =>
    entry.includes('=') ? entry : `${entry}=${tools.env[entry] ?? ''}`,
  );
  const platforms =
    build.platforms.length === 0 ? [tools.ownPlatform] : build.platforms.map(plain).toSorted();
  const bases = baseImages(text, {
    buildArgs,
    platforms,
    buildPlatform: tools.ownPlatform,
    contexts: contexts.map(({ name }) => name),
  });
  if (!bases.ok) return bases;
  const images: string[] = [];
  for (const { place } of contexts) if (place.startsWith(IMAGE)) images.push(place.slice(IMAGE.length));
  const elsewhere = contexts.find(({ place }) => place.includes('://') && !place.startsWith(IMAGE));
  if (elsewhere !== undefined) return no(`the context ${elsewhere.name} is at ${elsewhere.place}`);
  const digests = await digestsOf(tools.registry, [...bases.value, ...images]);
  if (!digests.ok) return digests;
  const key = {
    version: 1,
    oids: oids.value,
    target: build.target ?? null,
    arguments: buildArgs.toSorted(),
    platforms,
    contexts: build.buildContexts.toSorted(),
    network: build.network ?? null,
    secrets: [...build.secrets.map(({ id }) => id), ...build.secretFiles.map(idOf)].toSorted(),
    bases: digests.value,
  };
  return ok(createHash('sha256').update(JSON.stringify(key)).digest('hex'));
}

const IMAGE = 'docker-image://';

function contextsOf(
  entries: readonly string[],
): readonly { readonly name: string; readonly place: string }[] {
  return entries.map((entry) => {
    const equals = entry.indexOf('=');
    return { name: entry.slice(0, equals), place: entry.slice(equals + 1) };
  });
}

function plain(text: string): string {
  const platform = parsePlatform(text);
  return platform.ok ? platform.value : text;
}

function idOf(entry: string): string {
  return entry.slice(0, entry.indexOf('='));
}

/** What each image is now, in the order of their names. */
async function digestsOf(
  registry: KeyTools['registry'],
  names: readonly string[],
): Promise<Result<readonly (readonly [string, string])[]>> {
  const found: (readonly [string, string])[] = [];
  for (const name of [...new Set(names)].sort()) {
    const reference = tryParseReference(name);
    if (reference === undefined) return no(`the base image ${name} is no name of an image`);
    const read = await resultOf(async () => reference.digest ?? (await registry.resolve(reference)));
    if (!read.ok) return no(`the registry did not say what ${name} is: ${wordsOfProblem(read.problem)}`);
    const digest = read.value;
    if (digest === undefined) return no(`the base image ${name} is not there`);
    found.push([name, digest]);
  }
  return ok(found);
}
