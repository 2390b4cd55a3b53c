import {
  canonicalRepository,
  type ImageReference,
  sameRepository,
  tryParseReference,
} from '../../image/reference.ts';
import type { DeclaredParts, Occurrence, SoughtImage } from '../plan.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import { folderOf } from '../text/repository-path.ts';
import {
  anchorSpan,
  type Assertion,
  type Candidate,
  declaredParts,
  isTemplated,
  referenceOf,
  spanText,
} from '../view/candidate.ts';
import type { Lookalike, Match } from '../view/found.ts';
import { locationOf, placeOf, spelled } from '../view/describe.ts';
import type { ScalarNode } from '../yaml/tree.ts';

/**
 * The candidates of one image, and those that may be mistaken for it. Repositories that the caller knows by
 * name (`expected`) are never taken for lookalikes.
 */
export function matchImage(survey: FilesSurvey, image: SoughtImage, expected: readonly string[]): Match {
  const sought = tryParseReference(image.repository);
  const known = new Set(expected.map(canonicalText));
  const found: Candidate[] = [];
  const lookalikes: Lookalike[] = [];
  const renamings: Lookalike[] = [];
  for (const candidate of survey.candidates) {
    const likeness = sought && likenessOf(candidate, { image, reference: sought, known });
    if (likeness === undefined) continue;
    if (likeness.kind === 'same') found.push(candidate);
    else {
      const { kind, repository } = likeness;
      (kind === 'renaming' ? renamings : lookalikes).push({ candidate, repository });
    }
  }
  const names = new Set(found.flatMap((candidate) => candidate.placeholder ?? []));
  const isPlaceholder = ({ candidate }: Lookalike) => names.has(referenceOf(candidate)?.spelling ?? '');
  const ownTags = new Set(found.flatMap(declaringNodes));
  const isRival = (lookalike: Lookalike) =>
    !isPlaceholder(lookalike) && !declaringNodes(lookalike.candidate).some((node) => ownTags.has(node));
  const ownCharts = chartsOf(found);
  const isOtherChart = (candidate: Candidate) => isAppVersion(candidate) && !ownCharts.includes(candidate);
  return {
    image,
    found: found.filter((candidate) => !isOtherChart(candidate)),
    otherCharts: found.filter(isOtherChart),
    lookalikes: lookalikes.filter(isRival),
    renamings,
    placeholders: lookalikes.filter(isPlaceholder).map(({ candidate }) => candidate),
  };
}

/** What a candidate is to an image. */
type Likeness =
  { readonly kind: 'same' } | { readonly kind: 'lookalike' | 'renaming'; readonly repository: string };

interface Sought {
  readonly image: SoughtImage;
  readonly reference: ImageReference;
  /** Repositories that are known to be other images. */
  readonly known: ReadonlySet<string>;
}

function likenessOf(candidate: Candidate, { image, reference: sought, known }: Sought): Likeness | undefined {
  if (candidate.asserted !== undefined)
    return isAsserted(candidate.asserted, image, canonicalRepository(sought)) ? { kind: 'same' } : undefined;
  const reference = referenceOf(candidate) ?? referenceBeforeVariable(candidate);
  const endsAlike = (repository: string) => lastSegment(repository) === lastSegment(sought.repository);
  if (reference === undefined) {
    const repository = candidate.shape === 'split' ? (candidate.named ?? '') : '';
    return endsAlike(repository) ? { kind: 'lookalike', repository } : undefined;
  }
  if (sameRepository(reference, sought)) return { kind: 'same' };
  const repository = isTemplated(candidate) ? spelled(candidate) : canonicalRepository(reference);
  const replaces = isReplacement(candidate, sought);
  if (replaces && isBare(candidate)) return { kind: 'renaming', repository };
  if (known.has(repository)) return undefined;
  return replaces || endsAlike(reference.repository) ? { kind: 'lookalike', repository } : undefined;
}

/** A Kustomize entry whose `name` is the image and whose `newName` is another repository. */
export function isReplacement({ placeholder }: Candidate, sought: ImageReference): boolean {
  const replaced = placeholder === undefined ? undefined : tryParseReference(placeholder);
  return replaced !== undefined && sameRepository(replaced, sought);
}

function isBare(candidate: Candidate): boolean {
  const { tag, digest } = declaredParts(candidate);
  return tag === undefined && digest === undefined;
}

/** Two names that share a tag, such as `name` and `repository` in one map, are one reference. */
function declaringNodes(candidate: Candidate): readonly ScalarNode[] {
  if (candidate.shape === 'whole') return [candidate.value.node];
  return [candidate.tag, candidate.digest].flatMap((span) => span?.node ?? []);
}

/**
 * `ghcr.io/acme/api:${TAG}` names the image, and cannot be written. It is found all the same, so that it is
 * refused rather than overlooked.
 */
function referenceBeforeVariable(candidate: Candidate): ImageReference | undefined {
  if (candidate.shape !== 'whole') return undefined;
  const text = spanText(candidate.value);
  const variable = text.indexOf('$');
  return variable === -1 ? undefined : tryParseReference(text.slice(0, variable).replace(/[:@]$/, ''));
}

/**
 * A chart's version follows the image that stands in the chart's folder. Where there is one chart alone, it
 * follows that image.
 */
function chartsOf(found: readonly Candidate[]): readonly Candidate[] {
  const charts = found.filter(isAppVersion);
  if (charts.length < 2) return charts;
  const holders = found.filter((candidate) => !isAppVersion(candidate)).map(({ view }) => view.file.path);
  return charts.filter(({ view: { file } }) => {
    const folder = folderOf(file.path);
    return holders.some((path) => path.startsWith(folder));
  });
}

function isAppVersion({ format, at }: Candidate): boolean {
  return format === 'chart' && at === 'appVersion';
}

function isAsserted(asserted: Assertion, image: SoughtImage, repository: string): boolean {
  return asserted.by === 'name' ? asserted.name === image.name : asserted.repository === repository;
}

/** A candidate as people and other rooms know it: where it stands, and what it declares. */
export function occurrenceOf(candidate: Candidate, image: string): Occurrence {
  const { format } = candidate;
  const at = placeOf(candidate);
  return { image, location: locationOf(candidate), format, at, declared: declaredAt(candidate) };
}

/** What a template writes has no parts yet; people are shown the template. */
function declaredAt(candidate: Candidate): DeclaredParts {
  const { node } = anchorSpan(candidate);
  if (!node.templated) return declaredParts(candidate);
  return { tag: candidate.view.text.slice(node.start, node.end), digest: undefined };
}

function canonicalText(repository: string): string {
  const reference = tryParseReference(repository);
  return reference === undefined ? repository : canonicalRepository(reference);
}

function lastSegment(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}
