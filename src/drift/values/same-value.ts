import type { Path } from '../objects/path.ts';
import { durationOf } from './duration.ts';
import { valueKindAt } from './places.ts';
import { quantityOf } from './quantity.ts';

/**
 * Whether two values that are neither maps nor lists mean the same at a place. A number and its text are the
 * same everywhere, as `targetPort: 80` and `targetPort: "80"` are one port.
 */
export function isSameValue(declared: unknown, live: unknown, path: Path): boolean {
  if (declared === live) return true;
  if (isNumberOrText(declared) && isNumberOrText(live) && String(declared) === String(live)) return true;
  switch (valueKindAt(path)) {
    case 'quantity':
      return agree(quantityOf(declared), quantityOf(live));
    case 'duration':
      return agree(durationOf(declared), durationOf(live));
    case 'moment':
      return agree(momentOf(declared), momentOf(live));
    case 'plain':
      return false;
  }
}

function isNumberOrText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function agree<T>(a: T | undefined, b: T | undefined): boolean {
  return a !== undefined && a === b;
}

/** Kubernetes keeps whole seconds in UTC. */
function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return undefined;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}
