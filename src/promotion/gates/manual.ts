import type { GateResult, GateState } from './gate.ts';
import type { Review, ReviewStanding } from './question.ts';
import { list } from './words.ts';

const WAITS = 'Waits for the approval of a person.';

/**
 * Whether a person other than the author has approved the present head. The newest review of each person
 * counts: a dismissed approval does not, nor does one of an earlier head. A person who asked for changes
 * holds it up.
 */
export function manualGate(standing: ReviewStanding | undefined): GateResult {
  if (standing === undefined) return result('pending', WAITS);
  const newest = [...newestOfEach(standing.reviews).values()].filter(
    ({ by }) => !sameLogin(by, standing.author),
  );
  const against = newest.filter(({ state }) => state === 'changes-requested');
  if (against.length > 0)
    return result('pending', `${list(against.map(({ by }) => by))} asked for changes.`, against);
  const approved = newest.filter(({ state }) => state === 'approved');
  const present = approved.filter(({ commit }) => commit === standing.head);
  if (present.length > 0)
    return result('passed', `Approved by ${list(present.map(({ by }) => by))}.`, present);
  if (approved.length > 0)
    return result(
      'pending',
      `${list(approved.map(({ by }) => by))} approved an earlier commit; the present one waits for an approval.`,
      approved,
    );
  return result('pending', WAITS);
}

/** A comment leaves what the same person said before. */
function newestOfEach(reviews: readonly Review[]): ReadonlyMap<string, Review> {
  return new Map(
    reviews.filter(({ state }) => state !== 'commented').map((review) => [review.by.toLowerCase(), review]),
  );
}

function sameLogin(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

function result(state: GateState, reason: string, reviews: readonly Review[] = []): GateResult {
  const evidence = reviews.map(({ by, url }) => ({ text: `review by ${by}`, url }));
  return { gate: 'manual', state, reason, until: undefined, evidence };
}
