import { applyEdits, type CandidateEdit } from './apply-edits.ts';
import { declaredParts, type Candidate } from './candidate.ts';
import { describeMatch, duplicateKeyRefusals, duplicateChangeRefusals } from './find-problems.ts';
import { locationOf, matchImage, type Match } from './match.ts';
import type {
  ImageChange,
  ManifestFile,
  ManifestPlan,
  Occurrence,
  PassedOver,
  PlannedEdit,
  Refusal,
} from './plan.ts';
import { uneditable } from './refuse.ts';
import { refuseSharing } from './sharing.ts';
import { surveyFiles } from './survey.ts';
import { writeReference } from './write-reference.ts';

export interface PlanOptions {
  /** Repositories that may stand beside a change's own although they end in the same word: all of `waybill.yaml`'s images. */
  readonly expected?: readonly string[];
  /** Fill Helm's `tag: ""`, which so far left the choice to the chart's `appVersion`. */
  readonly fillEmptyTags?: boolean;
}

/**
 * What bringing the images into the files would change: for each file the splices, what was passed over and why, and
 * everything that stands in the way. Nothing is thrown for what files hold. With a refusal in the plan there are no
 * files in it, so nothing can be written by mistake. Every file in it has been parsed again and differs from the original in
 * exactly the planned places.
 */
export function planEdits(
  files: readonly ManifestFile[],
  changes: readonly ImageChange[],
  options: PlanOptions = {},
): ManifestPlan {
  const survey = surveyFiles(files, changes);
  const refusals: Refusal[] = [...duplicateChangeRefusals(changes), ...survey.refusals];
  const passedOver: PassedOver[] = [];
  const unchanged: Occurrence[] = [];
  const edits: CandidateEdit[] = [];
  const expected = [...(options.expected ?? []), ...changes.map((change) => change.repository)];
  for (const change of changes) {
    const match = matchImage(survey, change, expected);
    const described = describeMatch(survey, match);
    refusals.push(...described.refusals, ...duplicateKeyRefusals(match));
    passedOver.push(...described.passedOver);
    const outcome = planChange(match, change, { fillEmptyTags: options.fillEmptyTags ?? false });
    edits.push(...outcome.edits);
    unchanged.push(...outcome.unchanged);
    refusals.push(...outcome.refusals);
  }
  refusals.push(...refuseSharing(edits));
  const applied = refusals.length === 0 ? applyEdits(edits) : { files: [], refusals: [] };
  const allRefusals = [...refusals, ...applied.refusals];
  return {
    files: allRefusals.length === 0 ? applied.files : [],
    edits: edits.map((edit) => edit.planned),
    unchanged,
    passedOver,
    refusals: allRefusals,
  };
}

interface ChangeOutcome {
  readonly edits: readonly CandidateEdit[];
  readonly unchanged: readonly Occurrence[];
  readonly refusals: readonly Refusal[];
}

function planChange(match: Match, change: ImageChange, options: { fillEmptyTags: boolean }): ChangeOutcome {
  const edits: CandidateEdit[] = [];
  const unchanged: Occurrence[] = [];
  const refusals: Refusal[] = [];
  for (const candidate of match.found) {
    const writing = writeReference(candidate, change, options);
    if (writing.kind === 'refuse') {
      refusals.push(uneditable(change.name, candidate, writing.span, writing.reason, writing.hint));
      continue;
    }
    const occurrence = occurrenceOf(candidate, change.name);
    if (writing.edits.length === 0 && writing.insertion === undefined) {
      unchanged.push(occurrence);
      continue;
    }
    if (candidate.merged) {
      refusals.push(mergedRefusal(candidate, change));
      continue;
    }
    edits.push({
      candidate,
      writing,
      planned: { ...occurrence, becomes: writing.becomes } satisfies PlannedEdit,
    });
  }
  return { edits, unchanged, refusals };
}

/** A candidate as what the file declares. */
export function occurrenceOf(candidate: Candidate, image: string): Occurrence {
  const { format, at } = candidate;
  return { image, location: locationOf(candidate), format, at, declared: declaredParts(candidate) };
}

function mergedRefusal(candidate: Candidate, change: ImageChange): Refusal {
  const span = candidate.shape === 'whole' ? candidate.value : (candidate.tag ?? candidate.repository);
  return uneditable(
    change.name,
    candidate,
    span,
    'a merge key ("<<") brings it, and others may merge the same map',
    'Write the reference out where it is used, or mark the scalar in the anchored map with a "# waybill:" comment.',
  );
}
