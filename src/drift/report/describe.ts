import { cut, plainLine } from '../../report/markdown.ts';
import {
  countPlaces,
  type DriftReport,
  drifted,
  type ObjectDrift,
  verdictOf,
} from '../compare/drift-report.ts';
import type { ShownDifference } from '../compare/show-difference.ts';
import type { Writer } from '../compare/who-changed.ts';
import { describeKey } from '../objects/kube-object.ts';

/** `Deployment shop/api` of a report. Names come from a cluster: they are shown on one line. */
export function objectTitle({ key }: Pick<ObjectDrift, 'key'>): string {
  return cut(plainLine(describeKey(key)), 200);
}

/** `spec.replicas is 5, and 3 is declared`: one difference as a clause. */
export function differenceWords({ path, kind, declared = '', live = '', lines }: ShownDifference): string {
  switch (kind) {
    case 'changed':
      return lines.length > 0 ? `${path} has other lines` : `${path} is ${live}, and ${declared} is declared`;
    case 'absent':
      return `${path} is not there, and ${declared} is declared`;
    case 'added':
      return `${path} is ${live}, and nothing is declared`;
    case 'order':
      return `${path} is in another order: ${live}, and ${declared} is declared`;
    case 'too-deep':
      return `${path} is nested too deep to be compared`;
  }
}

/** `by kubectl edit at 2026-11-28T02:16:41Z`; empty where nobody knows. */
export function writerWords(by: Writer | undefined, kind: ShownDifference['kind']): string {
  if (by === undefined) return '';
  const when = by.at === undefined ? '' : ` at ${by.at.toISOString().replace('.000Z', 'Z')}`;
  return kind === 'absent' ? `the object was last written by ${by.name}${when}` : `by ${by.name}${when}`;
}

const STATE_WORDS = {
  same: 'as declared',
  differs: 'differs',
  missing: 'declared, and not in the cluster',
  undeclared: 'runs, and is declared nowhere',
  'other-version': 'there in another version',
  'passed-over': 'not compared',
  unknown: 'unknown',
} as const;

export function stateWords({ state, note }: ObjectDrift): string {
  const words = STATE_WORDS[state];
  return note === undefined ? words : `${words}: ${cut(plainLine(note), 300)}`;
}

/** One sentence for all of a report: `3 differences in 2 of 40 objects.` */
export function wholeWords(report: DriftReport): string {
  const objects = report.objects.filter(({ state }) => state !== 'passed-over').length;
  const unknown = report.objects.filter(({ state }) => state === 'unknown').length + report.problems.length;
  const unread = unknown === 0 ? '' : ` ${unknown} could not be read.`;
  switch (verdictOf(report)) {
    case 'none':
      return `No differences in ${counted(objects, 'object')}.`;
    case 'unknown':
      return `No differences were found, and not everything could be compared.${unread}`;
    case 'drift':
      return `${counted(countPlaces(report), 'difference')} in ${drifted(report).length} of ${counted(objects, 'object')}.${unread}`;
  }
}

/** `1 object`, `3 objects`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** What is no difference, and still has to be said: not compared, or only in part. */
export function isSaidBeside({ state, note }: ObjectDrift): boolean {
  return state === 'passed-over' || (state === 'same' && note !== undefined);
}

/**
 * Those that a person wants to see, the worst first; what is as declared is a number in the sentence above.
 */
export function worthShowing({ objects }: DriftReport): readonly ObjectDrift[] {
  const order = ['differs', 'missing', 'undeclared', 'other-version', 'unknown'];
  return objects
    .filter(({ state }) => order.includes(state))
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}
