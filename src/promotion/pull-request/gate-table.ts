import { code, harmlessLine, isPlainAddress, link, table } from '../../report/markdown.ts';
import type { Evidence, GateResult, GateState } from '../gates/gate.ts';
import type { PullRequestFacts } from './facts.ts';

const OPENING = '<!-- waybill-gates -->';
const CLOSING = '<!-- /waybill-gates -->';
/** With blanks that do not break: a narrow page would put the word below its sign. */
const SIGNS: Readonly<Record<GateState, string>> = {
  passed: '✅\u00a0passed',
  pending: '⏳\u00a0pending',
  failed: '❌\u00a0failed',
};

/**
 * The part of a description that changes while the proposal stays: the gates, and what is next in line. It
 * stands between two marks, so that a later run can replace it. Empty where there are no gates.
 */
export function gateSection({ gates, nextInLine }: Pick<PullRequestFacts, 'gates' | 'nextInLine'>): string {
  const parts = [
    ...(gates.length === 0 ? [] : [headline(gates), gateTable(gates)]),
    ...(nextInLine === undefined ? [] : [nextInLine]),
  ];
  return [OPENING, ...parts, CLOSING].join('\n\n');
}

/** The description with the gates as they are now. It stays as it is when it has no place for them. */
export function withGates(body: string, facts: Pick<PullRequestFacts, 'gates' | 'nextInLine'>): string {
  const start = body.indexOf(OPENING);
  const end = body.indexOf(CLOSING, start);
  if (start === -1 || end === -1) return body;
  return `${body.slice(0, start)}${gateSection(facts)}${body.slice(end + CLOSING.length)}`;
}

/**
 * A gate says what was so then. Nobody looks again once the pull request is merged, so the text says when.
 */
const LAST_SEEN = '**Gates**, when Waybill last looked';

function headline(gates: readonly GateResult[]): string {
  const open = gates.filter(({ state }) => state !== 'passed');
  if (open.length === 0) return `${LAST_SEEN}: all passed.`;
  return `${LAST_SEEN}: ${open.length} of ${gates.length} not passed: ${open.map(({ gate }) => gate).join(', ')}.`;
}

function gateTable(gates: readonly GateResult[]): string {
  const rows = gates.map(({ gate, state, reason, evidence }) => [
    gate,
    SIGNS[state],
    [gateReason(reason), ...new Set(evidence.map(evidenceLink))]
      .filter((part) => part !== '')
      .slice(0, 4)
      .join(' '),
  ]);
  return table(['gate', 'state', 'why'], rows);
}

function evidenceLink({ text, url }: Evidence): string {
  return url === undefined || !isPlainAddress(url) ? '' : `(${link(code(text, 40), url)})`;
}

/** A sentence of a gate as Markdown: it can hold names and reasons that others wrote. */
export function gateReason(reason: string): string {
  return harmlessLine(reason, 400).replace(/[\\`*_[\]<>|~&]/g, (mark) => `\\${mark}`);
}
