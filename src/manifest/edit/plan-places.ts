import { indexDecisions } from '../layers/decisions.ts';
import type { ImagePlaces } from '../matching/find-places.ts';
import { occurrenceOf } from '../matching/match.ts';
import type { ImageChange, Occurrence, PassedOver, PlannedEdit, Refusal } from '../plan.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import { folderOf } from '../text/repository-path.ts';
import { anchorSpan, type ReferenceSlot, declaredParts } from '../view/reference-slot.ts';
import { locationOf, spelled, uneditable } from '../view/describe.ts';
import { obstacleTo, type Written } from './obstacles.ts';
import { sharedTagOver } from './shared-tag.ts';
import { writeReference, type Writing, type WritingOptions } from './write-reference.ts';

/**
 * The edit room says what is written at each place of an image, makes the edits and proves them by parsing
 * the result. It does not know how a place was found.
 */

/** A slot with what is written at it. */
export interface SlotEdit {
  readonly slot: ReferenceSlot;
  readonly writing: Written;
  readonly planned: PlannedEdit;
  /** The version that the image goes to, also where the place holds its digest alone. */
  readonly version: string | undefined;
}

/** What bringing one image into the files would change. The plan of several images is the sum of theirs. */
export interface ImagePlan {
  readonly edits: readonly SlotEdit[];
  readonly refused: readonly Occurrence[];
  readonly unchanged: readonly Occurrence[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/** One image with its places, and what is known of all others. */
interface PlacesToWrite {
  readonly image: ImageChange;
  readonly places: Pick<ImagePlaces, 'found' | 'disputed'>;
  readonly survey: FilesSurvey;
  readonly options: WritingOptions;
}

/** What a change does at one place. */
type PlaceOutcome =
  | { readonly kind: 'edit'; readonly edit: SlotEdit }
  | { readonly kind: 'unchanged' }
  /** A Kustomization decides, and nothing is written here. */
  | { readonly kind: 'left-to-kustomize' }
  /** Another layer decides, or another place of the same reference. */
  | { readonly kind: 'left-to-another'; readonly reason: string }
  /** Undefined where the place has a refusal already. */
  | { readonly kind: 'refused'; readonly refusal: Refusal | undefined };

interface PlannedPlace {
  readonly slot: ReferenceSlot;
  readonly writing: Writing;
}

/**
 * Goes through the places of an image. At each there is an edit, or nothing to do, or a reason why nothing
 * can be done.
 */
export function planPlaces(request: PlacesToWrite): ImagePlan {
  const { image, places, options } = request;
  const planned = places.found.map((slot) => ({
    slot,
    writing: writeReference(slot, image, options),
  }));
  const edits: SlotEdit[] = [];
  const refused: Occurrence[] = [];
  const unchanged: Occurrence[] = [];
  const refusals: Refusal[] = [];
  const passedOver: PassedOver[] = [];
  // The tag and the digest of one reference may be two slots, and are passed over once.
  const leftToOthers = new Map<unknown, PassedOver>();
  const outcomeAt = createJudge(request, planned);
  for (const place of planned) {
    const { slot } = place;
    const outcome = outcomeAt(place);
    if (outcome.kind === 'edit') edits.push(outcome.edit);
    else if (outcome.kind === 'unchanged') unchanged.push(occurrenceOf(slot, image.name));
    else if (outcome.kind === 'refused') {
      refused.push(occurrenceOf(slot, image.name));
      if (outcome.refusal !== undefined) refusals.push(outcome.refusal);
    } else if (outcome.kind === 'left-to-kustomize')
      passedOver.push({
        ...passed(slot, image, 'it has no tag, and a Kustomization sets one'),
        isSettled: true,
      });
    else leftToOthers.set(anchorSpan(slot).node, leftAlone(slot, image, outcome.reason));
  }
  return { edits, refused, unchanged, refusals, passedOver: [...passedOver, ...leftToOthers.values()] };
}

/** Judges places of one image, each in view of all others. */
function createJudge(
  { image, places: { found, disputed }, survey }: PlacesToWrite,
  planned: readonly PlannedPlace[],
): (place: PlannedPlace) => PlaceOutcome {
  const settled = planned.filter(({ writing }) => writing.kind === 'write' || !writing.undecided);
  const isDecided = indexDecisions(
    settled.map(({ slot }) => slot),
    survey,
  );
  const byKustomize = found.some((slot) => slot.format === 'kustomize');
  return ({ slot, writing }) => {
    if (byKustomize && isBareWorkload(slot)) return { kind: 'left-to-kustomize' };
    if (writing.kind === 'write') return outcomeOfWriting(slot, writing, image);
    const shared =
      writing.undecided && image.tag !== undefined ? sharedTagOver(slot, writing.span, survey) : undefined;
    const elsewhere = { isDecided, planned, hasSharedTag: shared !== undefined };
    const reason = writing.undecided ? decidedElsewhere(slot, elsewhere) : undefined;
    if (reason !== undefined) return { kind: 'left-to-another', reason };
    const hasRefusal = writing.undecided && disputed.includes(slot);
    return {
      kind: 'refused',
      refusal: hasRefusal ? undefined : uneditable(image.name, slot, shared ?? writing),
    };
  };
}

function outcomeOfWriting(slot: ReferenceSlot, writing: Written, image: ImageChange): PlaceOutcome {
  if (writing.edits.length === 0 && writing.insertion === undefined) return { kind: 'unchanged' };
  const refusal = obstacleTo(slot, writing, image);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const planned = { ...occurrenceOf(slot, image.name), becomes: writing.becomes };
  return { kind: 'edit', edit: { slot, writing, planned, version: image.tag ?? image.version } };
}

/**
 * `image: ghcr.io/acme/api` in a Deployment: it leaves tag and digest to Kustomize, where Kustomize sets
 * them.
 */
function isBareWorkload(slot: ReferenceSlot): boolean {
  const { tag, digest } = declaredParts(slot);
  return slot.format === 'workload' && tag === undefined && digest === undefined;
}

/** What may decide a place that has no tag of its own. */
interface Elsewhere {
  readonly isDecided: (slot: ReferenceSlot) => boolean;
  readonly planned: readonly PlannedPlace[];
  readonly hasSharedTag: boolean;
}

/** Why a slot without tag and digest needs none of its own. Undefined where nothing else decides it. */
function decidedElsewhere(
  slot: ReferenceSlot,
  { isDecided, planned, hasSharedTag }: Elsewhere,
): string | undefined {
  if (isDecided(slot)) return 'another layer sets its tag or digest';
  const written = planned.flatMap((place) => (place.writing.kind === 'write' ? place.slot : []));
  if (written.some((other) => hasSameRepository(other, slot)))
    return 'it is an anchor for references with a tag or digest of their own';
  const isPinned = written.some(({ isHandedOn }) => isHandedOn !== true);
  if (slot.shape === 'split' && slot.isBareImage === true && isPinned) return RUNS_LATEST;
  if (!hasSharedTag && isVersionOfChart(slot, written)) return 'the appVersion of its chart sets the tag';
  const isMarked = slot.format === 'marker' && written.some(({ view }) => view === slot.view);
  return isMarked ? 'a promotion leaves the repository as it is' : undefined;
}

/** Of all that is left to other places, this alone runs whatever `latest` is. */
const RUNS_LATEST = 'it has neither a tag nor a digest, which other places of the image have';

function leftAlone(slot: ReferenceSlot, change: ImageChange, reason: string): PassedOver {
  const left = passed(slot, change, reason);
  return reason === RUNS_LATEST ? left : { ...left, isSettled: true };
}

/**
 * Where values leave the tag empty or out, Helm takes the `appVersion` of the chart. It changes along if that
 * was asked for.
 */
function isVersionOfChart(slot: ReferenceSlot, written: readonly ReferenceSlot[]): boolean {
  if (slot.shape !== 'split' || !slot.emptyTagIsDefault) return false;
  const charts = written.filter(({ format }) => format === 'chart');
  return (
    charts.length === 1 ||
    charts.some((chart) => slot.view.file.path.startsWith(folderOf(chart.view.file.path)))
  );
}

/** Whether an alias stands where one of the two names its repository. */
function hasSameRepository(a: ReferenceSlot, b: ReferenceSlot): boolean {
  if (a.shape !== 'split' || b.shape !== 'split' || b.repository === undefined) return false;
  return a.repository?.node === b.repository.node;
}

/** What people read where a key has no text. */
const NOTHING = '(nothing)';

function passed(slot: ReferenceSlot, change: ImageChange, reason: string): PassedOver {
  const found = spelled(slot);
  return {
    image: change.name,
    location: locationOf(slot),
    found: found === '' ? NOTHING : found,
    reason,
  };
}
