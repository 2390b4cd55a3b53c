import type { Path } from '../objects/path.ts';

/** How a value at a place is compared. */
export type ValueKind = 'plain' | 'quantity' | 'duration' | 'moment';

/** Maps whose values are quantities, whatever their keys. */
const OF_QUANTITIES = new Set([
  ...['limits', 'requests', 'hard', 'used', 'capacity', 'allocatable', 'podFixed'],
  ...['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'],
]);
const QUANTITIES = new Set([
  'sizeLimit',
  'storage',
  'divisor',
  'averageValue',
  'targetAverageValue',
  'targetValue',
]);
const DURATIONS = /(?:interval|timeout|duration|period|ttl|delay|renewBefore|maxAge)$/i;
const MOMENTS = /(?:Time|Timestamp|notBefore|notAfter)$/;

/** Maps of texts that nobody but their owner reads: nothing in them is taken for a number or a time. */
const OF_TEXTS = new Set([
  ...['labels', 'annotations', 'data', 'binaryData', 'stringData', 'matchLabels', 'nodeSelector'],
  ...['parameters', 'commonLabels', 'commonAnnotations'],
]);

/** Whether a map holds texts under keys of its owner's own, so that an empty text means something there. */
export function isOfTexts(path: Path): boolean {
  const last = path.at(-1);
  if (typeof last !== 'string') return false;
  // The selector of a Service is such a map; that of a Deployment has `matchLabels` inside.
  return OF_TEXTS.has(last);
}

/**
 * What kind of value stands at a path. `1000m` and `1` are the same below `limits`, and differ in an
 * annotation or in the environment of a program, which reads the text.
 */
export function valueKindAt(path: Path): ValueKind {
  const last = path.at(-1);
  const parent = path.at(-2);
  if (typeof last !== 'string' || (parent !== undefined && isOfTexts(path.slice(0, -1)))) return 'plain';
  if (typeof parent === 'string' && OF_QUANTITIES.has(parent)) return 'quantity';
  if (QUANTITIES.has(last)) return 'quantity';
  // `target.value` of an autoscaler's metric; `value` of a variable is text.
  if (last === 'value' && parent === 'target') return 'quantity';
  if (DURATIONS.test(last)) return 'duration';
  return MOMENTS.test(last) ? 'moment' : 'plain';
}
