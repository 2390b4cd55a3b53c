import { createHash } from 'node:crypto';
import { WaybillError } from '../../../errors/waybill-error.ts';
import type { ImageFacts } from '../../../image/derive-record.ts';
import { parsePlatform } from '../../../image/platform.ts';

/** The inputs that decide what is in the image, besides the commit. */
export interface BuildDefinition {
  readonly context: string;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly buildArgs: readonly string[];
}

/**
 * Labels that tell a later run of the same commit whether it asks for the same image. Hashes, because
 * arguments may be private.
 */
const DEFINITION_LABEL = 'dev.waybill.build.definition';
const ARGUMENTS_LABEL = 'dev.waybill.build.arguments';
/** The key of what was built, where images are found again by it. */
export const TREE_LABEL = 'dev.waybill.build.tree';

export function definitionLabels(definition: BuildDefinition): Readonly<Record<string, string>> {
  const { context, file, target, buildArgs } = definition;
  return {
    [DEFINITION_LABEL]: hashOf([context, file ?? null, target ?? null]),
    [ARGUMENTS_LABEL]: hashOf(buildArgs.toSorted()),
  };
}

/**
 * Compares an image that is there with what this run asks for. Another context, file or target, or a missing
 * platform, is another image, and one commit has one image per repository: `BUILD_DIFFERS`. Other build
 * arguments are returned as a warning: they often hold the time or the version, which must not make a commit
 * be built again. An image without our labels (made by another builder) is taken as it is.
 */
export function compareDefinition(
  reference: string,
  image: Pick<ImageFacts, 'labels' | 'platforms'>,
  definition: BuildDefinition,
  platforms: readonly string[],
): string | undefined {
  const wanted = definitionLabels(definition);
  const differs = (label: string): boolean =>
    image.labels[label] !== undefined && image.labels[label] !== wanted[label];
  if (differs(DEFINITION_LABEL)) {
    throw new WaybillError('BUILD_DIFFERS', `${reference} was built from another context, file or target`, {
      hint: 'One commit has one image in a repository. Push the other image to a repository of its own ("image").',
    });
  }
  const missing = missingPlatforms(image.platforms, platforms);
  if (missing.length > 0) {
    throw new WaybillError(
      'BUILD_DIFFERS',
      `${reference} exists for ${image.platforms.join(', ') || 'no platform'}, without ${missing.join(', ')}`,
      {
        hint: 'A commit is built once. Change "platforms" in a new commit, or delete this tag to have it built again.',
      },
    );
  }
  if (!differs(ARGUMENTS_LABEL)) return undefined;
  return `${reference} was built with other build arguments than this run has; it is used as it is.`;
}

/** The platforms asked for that are not there, whatever their spelling. */
export function missingPlatforms(have: readonly string[], wanted: readonly string[]): readonly string[] {
  const names = new Set(have.map(canonical));
  return wanted.filter((platform) => !names.has(canonical(platform)));
}

function canonical(text: string): string {
  const platform = parsePlatform(text);
  return platform.ok ? platform.value : text;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
