import { sameRepository, tryParseReference } from '../image/reference.ts';
import { referenceOf, spanText, type Candidate, type SplitCandidate } from './candidate.ts';
import type { LayerPart } from './formats/format.ts';
import { effectiveRegistry } from './formats/helm-values.ts';
import { mayLieOver } from './layer-names.ts';
import type { SoughtImage } from './may-hold.ts';
import { VALUES_FILES, type Stacks } from './stacks.ts';

interface Surroundings {
  readonly layers: readonly LayerPart[];
  readonly stacks: Stacks;
  readonly images: readonly SoughtImage[];
}

/**
 * Puts the registry that another layer sets before the repositories: the `registry` beside a repository, or
 * `global.imageRegistry`. Of several, the one that makes it a sought image is taken; the others are of other clusters.
 */
export function layRegistries(
  candidates: readonly Candidate[],
  { layers, stacks, images }: Surroundings,
): readonly Candidate[] {
  const parts = layers.filter(({ registry }) => registry !== undefined && registry !== '');
  if (parts.length === 0) return candidates;
  const sought = images.flatMap(({ repository }) => tryParseReference(repository) ?? []);
  const names = new Set(sought.map(({ repository }) => lastSegment(repository)));
  return candidates.map((candidate) => {
    if (candidate.shape !== 'split' || candidate.unit === undefined || candidate.repository === undefined)
      return candidate;
    if (!names.has(lastSegment(spanText(candidate.repository)))) return candidate;
    const isSought = (one: Candidate): boolean => {
      const reference = referenceOf(one);
      return reference !== undefined && sought.some((image) => sameRepository(image, reference));
    };
    if (isSought(candidate)) return candidate;
    const all = possible(candidate, parts, stacks);
    return all.find(isSought) ?? all[0] ?? candidate;
  });
}

/** The candidate under every registry that its layers could give it; the one of its own file first. */
function possible(
  candidate: SplitCandidate,
  parts: readonly LayerPart[],
  stacks: Stacks,
): readonly SplitCandidate[] {
  const { unit, repository } = candidate;
  if (unit === undefined || repository === undefined) return [];
  const near = parts.filter((part) => isNear(part, candidate, stacks));
  const isGlobal = (part: LayerPart): boolean => part.path === 'global' && part.prefix === 'image';
  const isBeside = (part: LayerPart): boolean =>
    part.path === unit.path && unit.prefixes.includes(part.prefix) && !isGlobal(part);
  const texts = (test: (part: LayerPart) => boolean): readonly string[] => [
    ...new Set(near.filter(test).flatMap(({ registry }) => registry ?? [])),
  ];
  const own = texts((part) => isGlobal(part) && isAt(part, candidate));
  const globals = own.length > 0 ? own : texts(isGlobal);
  const found = [...(globals.length === 1 ? globals : ['']), ...globals, ''].flatMap((global) =>
    [unit.ownRegistry, ...texts(isBeside)].map((registry) =>
      effectiveRegistry(spanText(repository), registry, global),
    ),
  );
  return [...new Set(found)].map((registry) => ({ ...candidate, registry }));
}

function isAt(part: LayerPart, { unit, view }: SplitCandidate): boolean {
  return part.group === unit?.group && part.view === view;
}

/** Whether a layer and a repository may meet: as documents say, or by the names of the files. */
function isNear(part: LayerPart, candidate: SplitCandidate, stacks: Stacks): boolean {
  const { unit, view } = candidate;
  if (unit === undefined) return false;
  if (isAt(part, candidate) || stacks.shared(part, { group: unit.group, view })) return true;
  if (part.group !== unit.group || stacks.isSettled(part)) return false;
  const [one, other] = [part.view.file.path, view.file.path];
  return part.group !== VALUES_FILES || mayLieOver(one, other) || mayLieOver(other, one);
}

function lastSegment(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}
