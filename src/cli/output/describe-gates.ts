import type { GateResult, GateState } from '../../promotion/gates/gate.ts';
import type { Objection } from '../../verification/objection.ts';
import type { EvidencePlace } from '../../verification/provenance/attestation.ts';
import type {
  ExplainedAttestation,
  ExplainedProvenance,
} from '../../verification/provenance/explain-provenance.ts';
import { ruleWords } from '../../verification/provenance/rule-words.ts';
import { type Paint, type Style, visible } from './terminal.ts';
import { wrapSentence } from './wrap.ts';

/** How wide the lines may be, and how they are coloured. */
export interface GatePage {
  readonly width: number;
  readonly paint: Paint;
}

const COLORS: Readonly<Record<GateState, Style>> = { passed: 'green', pending: 'yellow', failed: 'red' };

/** `passed   order  dev declares it.`, a line for each gate. */
export function gateLines(gates: readonly GateResult[], page: GatePage): readonly string[] {
  return gates.map(({ gate, state, reason }) => line(page, state, `${gate}: ${reason}`));
}

/** The same for what stands against a change besides gates. */
export function objectionLines(objections: readonly Objection[], page: GatePage): readonly string[] {
  return objections.map(({ reason, state, words }) => line(page, state, `${reason}: ${words}`));
}

/** Who must have built an image, where it was looked, and what each attestation comes to. */
export function proofLines(
  image: string,
  proof: ExplainedProvenance,
  { width, paint }: GatePage,
): readonly string[] {
  const say = (words: string, indent: string): string =>
    `${indent}${wrapSentence(visible(words), width, `${indent}  `, indent.length)}`;
  const { rule, places, attestations } = proof;
  return [
    say(`who must have built ${image}: ${rule === undefined ? 'nobody says' : ruleWords(rule)}`, '  '),
    ...places.map(({ name, found }) => say(`${name}: ${foundWords(found)}`, '    ')),
    ...attestations.map((attestation) => {
      const isAccepted = attestation.refusal === undefined;
      const label = paint(isAccepted ? 'green' : 'red', isAccepted ? 'accepted' : 'refused ');
      return `    ${label} ${wrapSentence(visible(attestationWords(attestation)), width, '      ', 13)}`;
    }),
  ];
}

function foundWords(found: EvidencePlace['found']): string {
  if (typeof found === 'object') return `could not be read: ${found.unavailable}`;
  return found === 'cut' ? 'has more attestations than are read' : 'read to the end';
}

/** `1a2b3c4d5e6f in ghcr.io/acme/api: SIGNER_WORKFLOW: …` */
function attestationWords({ id, place, claims, refusal }: ExplainedAttestation): string {
  const why =
    refusal === undefined ? `signed by ${claims?.signerUri ?? ''}` : `${refusal.code}: ${refusal.words}`;
  return `${id.slice(0, 12)} in ${place}: ${why}`;
}

function line({ width, paint }: GatePage, state: GateState, words: string): string {
  return `  ${paint(COLORS[state], state.padEnd(7))} ${wrapSentence(visible(words), width, '    ', 10)}`;
}
