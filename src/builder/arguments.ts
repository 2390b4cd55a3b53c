import type { BuildRequest, PushDestination } from './build-request.ts';

/** A command to run without a shell, and what to add to its environment. */
export interface DockerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command line of a build. `metadataFile` is where buildx writes the digest.
 *
 * A value with a space, a comma or a leading dash is an argument of its own, so no shell and no parser splits
 * it. A secret is named by the environment variable that holds it, because every user of the machine can list
 * arguments.
 */
export function buildCommand(request: BuildRequest, metadataFile: string): DockerCommand {
  const secrets = request.secrets.map(({ id, value }, index) => {
    const variable = `WAYBILL_BUILD_SECRET_${index}`;
    return { id, variable, value };
  });
  const args = [
    'buildx',
    'build',
    '--progress=plain',
    ...flagOf('--builder', request.builder),
    ...flagOf('--file', request.file),
    ...flagOf('--target', request.target),
    ...(request.platforms.length === 0 ? [] : ['--platform', request.platforms.join(',')]),
    ...each('--build-arg', request.buildArgs),
    ...each(
      '--secret',
      secrets.map(({ id, variable }) => `id=${id},env=${variable}`),
    ),
    ...each('--secret', request.secretFiles.map(secretFile)),
    ...each('--label', request.labels),
    ...each('--annotation', request.annotations),
    ...each('--cache-from', request.cacheFrom),
    ...each('--cache-to', request.cacheTo),
    ...each('--build-context', request.buildContexts),
    ...each('--no-cache-filter', request.noCacheFilters),
    ...each('--ssh', request.ssh),
    ...each('--add-host', request.addHosts),
    ...each('--allow', request.allow),
    ...flagOf('--network', request.network),
    ...(request.provenance === undefined ? [] : [`--provenance=${request.provenance}`]),
    ...(request.sbom === undefined ? [] : [`--sbom=${request.sbom}`]),
    ...(request.noCache ? ['--no-cache'] : []),
    ...(request.pull ? ['--pull'] : []),
    ...push(request.destination),
    '--metadata-file',
    metadataFile,
    '--',
    request.context,
  ];
  return {
    command: 'docker',
    args,
    env: Object.fromEntries(secrets.map(({ variable, value }) => [variable, value])),
  };
}

/** The command that tells which builder is in use and whether it answers. */
export function inspectCommand(builder: string | undefined): DockerCommand {
  return {
    command: 'docker',
    args: ['buildx', 'inspect', ...(builder === undefined ? [] : [builder])],
    env: {},
  };
}

function flagOf(flag: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [flag, value];
}

function each(flag: string, values: readonly string[]): readonly string[] {
  return values.flatMap((value) => [flag, value]);
}

function push(destination: PushDestination): readonly string[] {
  if (destination.kind === 'tag') return ['--push', '--tag', `${destination.image}:${destination.tag}`];
  const name = csvField(`name=${destination.image}`);
  return ['--output', `type=image,${name},push-by-digest=true,name-canonical=true,push=true`];
}

function secretFile(entry: string): string {
  const equals = entry.indexOf('=');
  return `id=${entry.slice(0, equals)},${csvField(`src=${entry.slice(equals + 1)}`)}`;
}

/** Buildx reads a flag that holds `key=value,key=value` as one line of CSV. */
function csvField(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
