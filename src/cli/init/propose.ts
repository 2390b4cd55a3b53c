import type { ManifestFile } from '../../manifest/plan-edits.ts';
import { decidingPlaces, type DeployedImage, filesOf, namedImages } from './deployed-images.ts';
import { findEnvironments, type FoundEnvironment } from './find-environments.ts';
import { matcherOf } from './file-patterns.ts';
import { withNames, type ProposedImage } from './image-names.ts';
import { sortImages } from './own-images.ts';
import { elsewhere, leftOut, onlyElsewhere, tagsAlone, whose } from './unsure.ts';

/** What a tree seems to be, before it is written as a `waybill.yaml`. */
export interface Proposal {
  readonly images: readonly ProposedImage[];
  readonly environments: readonly FoundEnvironment[];
  /** What nobody can know from the tree, beside what environments and images say themselves. */
  readonly unsure: readonly string[];
}

/** What is known of the repository, beside its files. */
export interface Surroundings {
  /** `acme` of `acme/config`. */
  readonly owner: string | undefined;
}

/**
 * Reads a tree as a person would who writes its first `waybill.yaml`: which images are ours, which
 * environments there are, in which order, and which files are theirs. Without an image there is no proposal.
 */
export function propose(files: readonly ManifestFile[], { owner }: Surroundings): Proposal | undefined {
  const read = files.filter(({ path }) => mayDeclare(path));
  const { own, others, isGuess } = sortImages(namedImages(read), owner);
  const deciding = decidingPlaces(read, own);
  if (deciding.length === 0) return undefined;
  const paths = { all: files.map(({ path }) => path), own: deciding, others: filesOf(others) };
  const { environments, outside } = findEnvironments(paths);
  const { promoted, idle } = withEnvironments(deciding, environments);
  return {
    images: withNames(promoted, tagsAlone(promoted, environments, read)),
    environments,
    unsure: [
      ...whose(isGuess, promoted),
      ...leftOut(others),
      ...onlyElsewhere(idle),
      ...elsewhere(outside, promoted),
    ],
  };
}

const NEVER =
  /^(?:node_modules|vendor|docs?|examples?|samples?|fixtures|testdata|tests|__tests__|dist|\..*)$/;
const DECLARATION = /(?:\.ya?ml|\.json|\.env|(?:^|\/)\.env(?:\.[^/]*)?|(?:^|\/)Kustomization)$/i;
const PACKAGES =
  /(?:^|\/)(?:package(?:-lock)?|composer|tsconfig[^/]*|renovate)\.json$|(?:^|\/)pnpm-lock\.yaml$/;

/** Whether a file may declare an environment. Documentation, tests and hidden folders name images, too. */
export function mayDeclare(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return DECLARATION.test(path) && !PACKAGES.test(path) && !folders.some((name) => NEVER.test(name));
}

/** Images that an environment declares, and those that none does. */
function withEnvironments(
  images: readonly DeployedImage[],
  environments: readonly FoundEnvironment[],
): { readonly promoted: readonly DeployedImage[]; readonly idle: readonly DeployedImage[] } {
  const matches = matcherOf(environments.flatMap(({ patterns }) => patterns));
  const isPromoted = ({ places }: DeployedImage): boolean => places.some(({ file }) => matches(file));
  return { promoted: images.filter(isPromoted), idle: images.filter((image) => !isPromoted(image)) };
}
