import type { CandidateEdit } from '../edit/apply-edits.ts';
import { writeReference, type Writing, type WritingOptions } from '../edit/write-reference.ts';
import { indexDecisions } from '../layers/decisions.ts';
import type { DeclaredParts, ImageChange, Occurrence, PassedOver, Refusal } from '../plan.ts';
import type { Survey } from '../survey/survey.ts';
import { folderOf } from '../text/repository-path.ts';
import { anchorSpan, type Candidate, declaredParts, spanText } from '../view/candidate.ts';
import { locationOf, placeOf, spelled, uneditable } from '../view/describe.ts';

export interface ChangeOutcome {
  readonly edits: readonly CandidateEdit[];
  readonly refused: readonly Occurrence[];
  readonly unchanged: readonly Occurrence[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/** What one change does at each of its candidates: an edit, nothing because it is there already, or a refusal; none for a `disputed` one, which has its own. */
export function planChange(
  found: readonly Candidate[],
  change: ImageChange,
  options: WritingOptions,
  survey: Survey,
  disputed: readonly Candidate[],
): ChangeOutcome {
  const edits: CandidateEdit[] = [];
  const refused: Occurrence[] = [];
  const unchanged: Occurrence[] = [];
  const passedOver: PassedOver[] = [];
  // The tag and the digest of one reference may be two candidates.
  const leftToOthers = new Map<unknown, PassedOver>();
  const refusals: Refusal[] = [];
  const writings = found.map((candidate) => ({
    candidate,
    writing: writeReference(candidate, change, options),
  }));
  const settled = writings.filter(({ writing }) => writing.kind === 'write' || !writing.undecided);
  const isDecided = indexDecisions(
    settled.map(({ candidate }) => candidate),
    survey.candidates,
    survey,
  );
  const byKustomize = found.some((candidate) => candidate.format === 'kustomize');
  for (const { candidate, writing } of writings) {
    const occurrence = occurrenceOf(candidate, change.name);
    const refuse = (refusal: Refusal): void => {
      refused.push(occurrence);
      refusals.push(refusal);
    };
    if (byKustomize && isBareWorkload(candidate)) {
      passedOver.push(passed(candidate, change, 'it has no tag, and a Kustomization sets one'));
    } else if (writing.kind === 'refuse') {
      const elsewhere = writing.undecided ? decidedElsewhere(candidate, isDecided, writings) : undefined;
      if (elsewhere !== undefined)
        leftToOthers.set(anchorSpan(candidate).node, passed(candidate, change, elsewhere));
      else if (writing.undecided && disputed.includes(candidate)) refused.push(occurrence);
      else refuse(uneditable(change.name, candidate, writing.span, writing.reason, writing.hint));
    } else if (writing.edits.length === 0 && writing.insertion === undefined) {
      unchanged.push(occurrence);
    } else {
      const obstacle = obstacleTo(candidate, writing, change);
      if (obstacle !== undefined) refuse(obstacle);
      else edits.push({ candidate, writing, planned: { ...occurrence, becomes: writing.becomes } });
    }
  }
  return { edits, refused, unchanged, passedOver: [...passedOver, ...leftToOthers.values()], refusals };
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

/** A workload that names an image and nothing more leaves tag and digest to Kustomize, where Kustomize sets them. */
function isBareWorkload(candidate: Candidate): boolean {
  const { tag, digest } = declaredParts(candidate);
  return candidate.format === 'workload' && tag === undefined && digest === undefined;
}

/** Why a candidate without tag and digest of its own needs none, or undefined where nothing else decides it. */
function decidedElsewhere(
  candidate: Candidate,
  isDecided: (candidate: Candidate) => boolean,
  writings: readonly { readonly candidate: Candidate; readonly writing: Writing }[],
): string | undefined {
  if (isDecided(candidate)) return 'another layer sets its tag or digest';
  const written = writings.filter(({ writing }) => writing.kind === 'write').map((one) => one.candidate);
  if (written.some((one) => hasSameRepository(one, candidate)))
    return 'it is an anchor for references with a tag or digest of their own';
  if (isVersionOfChart(candidate, written)) return 'the appVersion of its chart sets the tag';
  const isMarked = candidate.format === 'marker' && written.some(({ view }) => view === candidate.view);
  return isMarked ? 'a promotion leaves the repository as it is' : undefined;
}

/** Charts take their `appVersion` where values leave the tag empty or out, and it changes along where that was asked for. */
function isVersionOfChart(candidate: Candidate, written: readonly Candidate[]): boolean {
  if (candidate.shape !== 'split' || !candidate.emptyTagIsDefault) return false;
  const charts = written.filter(({ format, at }) => format === 'chart' && at === 'appVersion');
  return (
    charts.length === 1 ||
    charts.some((chart) => candidate.view.file.path.startsWith(folderOf(chart.view.file.path)))
  );
}

/** Whether an alias stands where one of the two names its repository. */
function hasSameRepository(a: Candidate, b: Candidate): boolean {
  if (a.shape !== 'split' || b.shape !== 'split' || b.repository === undefined) return false;
  return a.repository?.node === b.repository.node;
}

/** What people read where a key has no text. */
const NOTHING = '(nothing)';

function passed(candidate: Candidate, change: ImageChange, reason: string): PassedOver {
  const found = spelled(candidate);
  return {
    image: change.name,
    location: locationOf(candidate),
    found: found === '' ? NOTHING : found,
    reason,
  };
}

type Written = Extract<Writing, { kind: 'write' }>;

function obstacleTo(candidate: Candidate, writing: Written, change: ImageChange): Refusal | undefined {
  if (candidate.marked !== undefined) return undefined;
  const variable = writing.edits.find((edit) => spanText(edit.span).includes('$'));
  if (variable !== undefined) {
    return uneditable(
      change.name,
      candidate,
      variable.span,
      `a variable decides part of it (${spanText(variable.span)})`,
      `Write the value out here, or mark the variable's value with "# waybill: ${change.name} tag" where it is set, and this line with "# waybill: ignore".`,
    );
  }
  const span = anchorSpan(candidate);
  if (candidate.obstacle !== undefined) {
    const { reason, hint } = candidate.obstacle;
    return uneditable(change.name, candidate, span, reason, hint);
  }
  if (candidate.merged) {
    return uneditable(
      change.name,
      candidate,
      span,
      'a merge key ("<<") brings it, and others may merge the same map',
      'Write the reference out where it is used, or mark the scalar in the anchored map with a "# waybill:" comment.',
    );
  }
  const { outer, language } = candidate.view;
  if (outer === undefined || language !== 'yaml' || outer.node.style === 'literal') return undefined;
  return uneditable(
    change.name,
    candidate,
    span,
    'it is YAML inside a quoted or folded string',
    outer.view.language === 'json'
      ? 'JSON has no block of text that it could stand in: keep this object as YAML, with a literal block ("|").'
      : 'Write the inner YAML as a literal block ("|").',
  );
}
