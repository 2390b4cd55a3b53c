import type { Candidate } from '../view/candidate.ts';
import type { LayerPart } from '../formats/format.ts';
import type { ViewSurvey } from './survey-view.ts';

/**
 * A file of values that was read only because it may hold a layer, without its parsed tree when it holds none: its own
 * repositories own every tag and digest in it. What stays are these repositories, to which layers in other files may
 * belong. Among ten thousand values files nearly all are such.
 */
export function leanSurvey(survey: ViewSurvey): ViewSurvey {
  const { candidates, layers, inner, view } = survey;
  const owned = new Set(
    candidates.flatMap((one) => (one.shape === 'split' ? [one.tag?.node, one.digest?.node] : [])),
  );
  const isOwned = layers.every(
    (part) =>
      [part.tag, part.digest].every((span) => span === undefined || owned.has(span.node)) &&
      (part.registry === undefined || candidates.some((one) => isBeside(part, one))),
  );
  if (!isOwned || inner.length > 0) return survey;
  const lean = { ...view, documents: [] };
  const bases = candidates.filter((one) => one.unit !== undefined);
  return {
    ...survey,
    view: lean,
    documents: [],
    layers: [],
    candidates: bases.map((one): Candidate => ({ ...one, view: lean })),
  };
}

/** The registry of a repository in the same map; any other may go before a repository in another file. */
function isBeside(part: LayerPart, { unit }: Candidate): boolean {
  return unit?.path === part.path && unit.prefixes.includes(part.prefix);
}
