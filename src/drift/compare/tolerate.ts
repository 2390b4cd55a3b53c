import { type ObjectKey } from '../objects/kube-object.ts';
import { parsePath, type Path, stepText } from '../objects/path.ts';

/** A difference that somebody decided to live with, for a while. */
export interface Toleration {
  /** `Deployment`; `*` stands for any characters. */
  readonly kind: string;
  /** `api`, `shop/api`; `*` stands for any characters. All where it is missing. */
  readonly name: string | undefined;
  /**
   * `spec.replicas`: this place and all below; `*` stands for one step. The whole object where it is missing.
   */
  readonly path: string | undefined;
  readonly reason: string;
  /** The last day on which it counts, `2027-01-31`. */
  readonly until: string;
}

/** What tolerations say of one place. */
export type Tolerance =
  | { readonly kind: 'tolerated'; readonly by: Toleration }
  | { readonly kind: 'expired'; readonly by: Toleration }
  | undefined;

/**
 * Whether a place of an object is tolerated on this day. One that has ended is named: somebody relied on it.
 */
export function toleranceFor(
  key: ObjectKey,
  path: Path,
  tolerations: readonly Toleration[],
  now: Date,
): Tolerance {
  const fitting = tolerations.filter((toleration) => fits(toleration, key, path));
  const valid = fitting.find(({ until }) => now.getTime() < endOf(until));
  if (valid !== undefined) return { kind: 'tolerated', by: valid };
  const [ended] = fitting;
  return ended === undefined ? undefined : { kind: 'expired', by: ended };
}

function fits({ kind, name, path }: Toleration, key: ObjectKey, place: Path): boolean {
  return isNamed(kind, key.kind) && isMeant(name, key) && (path === undefined || covers(path, place));
}

function isMeant(name: string | undefined, key: ObjectKey): boolean {
  if (name === undefined) return true;
  return isNamed(name, name.includes('/') ? `${key.namespace}/${key.name}` : key.name);
}

function covers(written: string, place: Path): boolean {
  const steps = parsePath(written) ?? [];
  return (
    steps.length > 0 &&
    steps.length <= place.length &&
    steps.every((step, at) => isNamed(step, stepText(place[at] ?? '')))
  );
}

function isNamed(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === parts.length - 1 ? text.lastIndexOf(part) : text.indexOf(part, at);
    if (found < at || (index === 0 && found !== 0)) return false;
    at = found + part.length;
  }
  return at === text.length || pattern.endsWith('*');
}

/** The end of the day in UTC. */
function endOf(until: string): number {
  return Date.parse(`${until}T00:00:00Z`) + 24 * 60 * 60 * 1000;
}
