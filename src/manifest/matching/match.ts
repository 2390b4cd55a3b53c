import {
  canonicalRepository,
  type ImageReference,
  sameRepository,
  tryParseReference,
} from '../../image/reference.ts';
import type { DeclaredParts, Occurrence, SoughtImage } from '../plan.ts';
import type { Survey } from '../survey/survey.ts';
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
 * The candidates of one image. Repositories that the caller knows by name (`expected`) are never taken for lookalikes.
 */
export function matchImage(survey: Survey, image: SoughtImage, expected: readonly string[]): Match {
  const sought = tryParseReference(image.repository);
  const known = new Set(expected.map(canonicalText));
  const found: Candidate[] = [];
  const lookalikes: Lookalike[] = [];
  const renamings: Lookalike[] = [];
  for (const candidate of survey.candidates) {
    if (sought === undefined) continue;
    if (candidate.asserted !== undefined) {
      if (isAsserted(candidate.asserted, image, canonicalRepository(sought))) found.push(candidate);
      continue;
    }
    const reference = referenceOf(candidate) ?? referenceBeforeVariable(candidate);
    if (reference === undefined) {
      const named = candidate.shape === 'split' ? (candidate.named ?? '') : '';
      if (lastSegment(named) === lastSegment(sought.repository))
        lookalikes.push({ candidate, repository: named });
      continue;
    }
    const repository = isTemplated(candidate) ? spelled(candidate) : canonicalRepository(reference);
    if (sameRepository(reference, sought)) found.push(candidate);
    else if (isReplacement(candidate, sought) && isBare(candidate)) renamings.push({ candidate, repository });
    else if (known.has(repository)) continue;
    else if (
      isReplacement(candidate, sought) ||
      lastSegment(reference.repository) === lastSegment(sought.repository)
    )
      lookalikes.push({ candidate, repository });
  }
  const names = new Set(found.flatMap((candidate) => candidate.placeholder ?? []));
  const isPlaceholder = ({ candidate }: Lookalike) => names.has(referenceOf(candidate)?.spelling ?? '');
  const ownTags = new Set(found.flatMap(declaringNodes));
  const isRival = (one: Lookalike) =>
    !isPlaceholder(one) && !declaringNodes(one.candidate).some((node) => ownTags.has(node));
  const ownCharts = chartsOf(found);
  const isOtherChart = (one: Candidate): boolean => isAppVersion(one) && !ownCharts.includes(one);
  return {
    image,
    found: found.filter((one) => !isOtherChart(one)),
    otherCharts: found.filter(isOtherChart),
    lookalikes: lookalikes.filter(isRival),
    renamings,
    placeholders: lookalikes.filter(isPlaceholder).map((one) => one.candidate),
  };
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

/** The image that `ghcr.io/acme/api:${TAG}` names: it is found, so that it can be refused rather than overlooked. */
function referenceBeforeVariable(candidate: Candidate): ImageReference | undefined {
  if (candidate.shape !== 'whole') return undefined;
  const text = spanText(candidate.value);
  const variable = text.indexOf('$');
  return variable === -1 ? undefined : tryParseReference(text.slice(0, variable).replace(/[:@]$/, ''));
}

/** A chart's version follows the image that stands in the chart's folder, or that it is the only chart for. */
function chartsOf(found: readonly Candidate[]): readonly Candidate[] {
  const charts = found.filter(isAppVersion);
  if (charts.length < 2) return charts;
  const holders = found.filter((one) => !isAppVersion(one)).map(({ view }) => view.file.path);
  return charts.filter(({ view: { file } }) => {
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
    return holders.some((path) => path.startsWith(folder));
  });
}

function isAppVersion({ format, at }: Candidate): boolean {
  return format === 'chart' && at === 'appVersion';
}

function isAsserted(asserted: Assertion, image: SoughtImage, repository: string): boolean {
  return 'name' in asserted ? asserted.name === image.name : asserted.repository === repository;
}

/** A candidate as what the file declares. */
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
