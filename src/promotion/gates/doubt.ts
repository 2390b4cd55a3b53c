import type { Digest } from '../../image/digest.ts';
import { GATES, type GateResult, worstState } from './gate.ts';
import { manualGate } from './manual.ts';
import type { ReviewStanding } from './question.ts';
import { list, versionText } from './words.ts';

/** A version of an image, as people know it. */
interface Version {
  readonly digest: Digest;
  readonly tag: string | undefined;
}

/**
 * Why automation does not bring a digest by itself, although nobody wrote a hold.
 *
 * - `reverted`: it was declared here, and a commit that is not Waybill's took it away
 * - `upstream`: it comes because these environments went back to it
 * - `older`: it was built from an ancestor of what is declared
 * - `unread`: `waybill.yaml` says which repository it is built from, and its history cannot be read
 */
export type Doubt =
  | {
      readonly kind: 'reverted';
      readonly by: string;
      readonly where: string;
      readonly url: string | undefined;
    }
  | { readonly kind: 'upstream'; readonly environments: readonly string[] }
  | { readonly kind: 'older'; readonly than: Version }
  | { readonly kind: 'unread'; readonly than: Version; readonly why: string };

/** A digest that a person has to decide on. */
export interface DoubtedImage extends Version {
  readonly name: string;
  readonly doubt: Doubt;
}

/** Why a person has to decide, as a sentence. `environment` is where the digest is to be declared. */
export function doubtText({ digest, tag, doubt }: DoubtedImage, environment: string): string {
  const version = versionText({ digest, tag });
  switch (doubt.kind) {
    case 'reverted':
      return `${version} was reverted by ${doubt.by} in ${doubt.where}.`;
    case 'upstream':
      return `${version} comes because ${list(doubt.environments)} went back to it.`;
    case 'older':
      return `${version} was built from an ancestor of ${versionText(doubt.than)}, which ${environment} declares.`;
    case 'unread':
      return `Whether ${version} was built after ${versionText(doubt.than)} is not known: ${doubt.why}.`;
  }
}

/**
 * What the doubts about the images of a lane add to its gates: `hold` waits until a person approved the
 * present head. A hold that somebody wrote is more than a doubt, and stays as it is.
 */
export function withDoubts(
  gates: readonly GateResult[],
  doubted: readonly DoubtedImage[],
  { environment, review }: { readonly environment: string; readonly review: ReviewStanding | undefined },
): readonly GateResult[] {
  const held = gates.find(({ gate }) => gate === 'hold');
  if (doubted.length === 0 || (held !== undefined && held.state !== 'passed')) return gates;
  const result = doubtResult(doubted, environment, review);
  const place = ({ gate }: GateResult): number => GATES.indexOf(gate);
  return [...gates.filter(({ gate }) => gate !== 'hold'), result].toSorted((a, b) => place(a) - place(b));
}

function doubtResult(
  doubted: readonly DoubtedImage[],
  environment: string,
  review: ReviewStanding | undefined,
): GateResult {
  const named = doubted.length > 1;
  const why = doubted.map((image) => `${named ? `${image.name}: ` : ''}${doubtText(image, environment)}`);
  const { state, reason, evidence } = manualGate(review);
  const decided = state === 'passed' ? reason : 'A person decides: approve, merge or close it.';
  const urls = doubted.flatMap(({ doubt }) =>
    doubt.kind === 'reverted' ? [{ text: doubt.where, url: doubt.url }] : [],
  );
  return {
    gate: 'hold',
    state: worstState([state]),
    reason: [...why, decided].join(' '),
    until: undefined,
    evidence: [...urls, ...evidence],
  };
}
