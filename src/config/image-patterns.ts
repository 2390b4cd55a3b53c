import { WaybillError } from '../errors/waybill-error.ts';
import { canonicalRepository, sameRepository, tryParseReference } from '../image/reference.ts';
import type { Config, ImageConfig } from './config.ts';
import { nameProblem, partAtStar } from './schema/names.ts';

/*
 * `team-*: { repository: ghcr.io/team/* }` stands for every image whose repository matches: what `*` is in
 * the repository, it is in the name. An entry of its own for a repository counts before all patterns.
 */

/** A part of a path that no image has, in the place of `*`. */
const ANY = 'waybill--any';

/** The image of a pattern that has the repository. Throws `CONFIG_INVALID` where two patterns have it. */
export function matchedRepository(config: Config, repository: string): ImageConfig | undefined {
  const reference = tryParseReference(repository);
  if (reference === undefined) return undefined;
  const canonical = canonicalRepository(reference);
  return only(
    config,
    canonical,
    config.patterns.flatMap((pattern) => {
      const part = partAt(pattern.repository, canonical);
      return part === undefined ? [] : [imageOf(pattern, part)];
    }),
  );
}

/** The image of a pattern that has the name. Throws `CONFIG_INVALID` where two patterns could have it. */
export function matchedName(config: Config, name: string): ImageConfig | undefined {
  const found = config.patterns.flatMap((pattern) => {
    const part = partAtStar(pattern.name, name);
    if (part === undefined || !PART.test(part)) return [];
    const image = imageOf(pattern, part);
    return hasEntry(config, image.repository) ? [] : [image];
  });
  return only(config, name, found);
}

const PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

function only(config: Config, what: string, found: readonly ImageConfig[]): ImageConfig | undefined {
  const [image, other] = found;
  if (image === undefined) return undefined;
  if (other !== undefined)
    throw ambiguous(
      config,
      `${what} belongs to two patterns of images: ${image.repository} and ${other.repository}`,
    );
  requireFreeName(config, image);
  return image;
}

/** A name is a part of a branch's name, and of one image or group alone. */
function requireFreeName(config: Config, { name, repository }: ImageConfig): void {
  const wrong = nameProblem(name);
  if (wrong !== undefined)
    throw ambiguous(config, `${repository} would be called "${name}", ${wrong.problem}`);
  const isTaken = [...config.images, ...config.groups].some(
    (other) => other.name.toLowerCase() === name.toLowerCase(),
  );
  if (isTaken)
    throw ambiguous(
      config,
      `${repository} would be called "${name}" by its pattern, and another entry is called so`,
    );
}

/**
 * The same `waybill.yaml` with an entry for each repository that its patterns match. Throws `CONFIG_INVALID`
 * where two of them would have one name.
 */
export function withMatched(config: Config, repositories: Iterable<string>): Config {
  if (config.patterns.length === 0) return config;
  const matched = new Map<string, ImageConfig>();
  const canonical = new Set([...repositories].sort());
  for (const repository of canonical) {
    const image = hasEntry(config, repository) ? undefined : matchedRepository(config, repository);
    if (image === undefined) continue;
    const other = matched.get(image.name.toLowerCase());
    if (other !== undefined && other.repository !== image.repository)
      throw ambiguous(
        config,
        `${other.repository} and ${image.repository} would both be called "${image.name}"`,
      );
    matched.set(image.name.toLowerCase(), image);
  }
  return { ...config, images: [...config.images, ...matched.values()], patterns: [...config.patterns] };
}

function ambiguous({ file }: Config, message: string): WaybillError {
  return new WaybillError('CONFIG_INVALID', `${file}: ${message}`, {
    hint: 'Give the image an entry of its own in "images", with a name that no other has: it counts before the patterns.',
  });
}

function hasEntry(config: Config, repository: string): boolean {
  const wanted = tryParseReference(repository);
  return config.images.some((image) => {
    const own = tryParseReference(image.repository);
    return own !== undefined && wanted !== undefined && sameRepository(own, wanted);
  });
}

/** What stands at `*`: `api` of `ghcr.io/acme/api` for `ghcr.io/acme/*`. */
function partAt(pattern: string, canonical: string): string | undefined {
  const reference = tryParseReference(pattern.replace('*', ANY));
  if (reference === undefined) return undefined;
  const part = partAtStar(canonicalRepository(reference).replace(ANY, '*'), canonical);
  return part?.includes('/') === true ? undefined : part;
}

function imageOf(pattern: ImageConfig, part: string): ImageConfig {
  const { name, repository, source, path } = pattern;
  return {
    ...pattern,
    name: name.replace('*', part),
    repository: repository.replace('*', part),
    source: source?.replace('*', part),
    path: path?.replace('*', part),
  };
}
