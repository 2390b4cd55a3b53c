import { fieldAt, type Fields, isFields, listOf } from '../objects/fields.ts';
import type { Path, Step } from '../objects/path.ts';

/** Who wrote a place of a live object last, as its managed fields say. */
export interface Writer {
  /** `kubectl edit`, `kustomize-controller`. */
  readonly name: string;
  readonly at: Date | undefined;
}

interface Entry extends Writer {
  readonly owned: unknown;
}

/**
 * Who wrote what stands at a path, the latest first. Where nothing stands there any more, nobody owns the
 * place: then `lastWriter` may know.
 */
export function writersOf(live: Fields, path: Path): readonly Writer[] {
  return newestFirst(entriesOf(live).filter(({ owned }) => owns(owned, path)));
}

/** Who wrote the object last at all. */
export function lastWriter(live: Fields): Writer | undefined {
  return newestFirst(entriesOf(live))[0];
}

function entriesOf(live: Fields): readonly Entry[] {
  return listOf(fieldAt(live, 'metadata', 'managedFields')).flatMap((entry) => {
    if (!isFields(entry) || entry['subresource'] === 'status') return [];
    const { manager, subresource, time, fieldsV1 } = entry;
    const at = typeof time === 'string' ? new Date(time) : undefined;
    const isMoment = at !== undefined && !Number.isNaN(at.getTime());
    const name = nameOf(String(manager ?? ''), subresource);
    return [{ name, at: isMoment ? at : undefined, owned: fieldsV1 }];
  });
}

function newestFirst(entries: readonly Entry[]): readonly Writer[] {
  return entries
    .map(({ name, at }) => ({ name, at }))
    .toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
}

/** What a person knows a manager by. */
function nameOf(manager: string, subresource: unknown): string {
  if (subresource === 'scale')
    return manager === 'kubectl' ? 'kubectl scale' : `${manager} (by the scale of the object)`;
  const [, verb] =
    /^kubectl-(edit|set|label|annotate|patch|taint|rollout|autoscale|expose|run|create)$/.exec(manager) ?? [];
  if (verb !== undefined) return `kubectl ${verb}`;
  return manager === 'kubectl-client-side-apply' ? 'kubectl apply' : manager;
}

/** Follows `f:spec`, `k:{"name":"api"}` and `v:"x"` of `fieldsV1`. */
function owns(owned: unknown, path: Path): boolean {
  let place = owned;
  for (const [at, step] of path.entries()) {
    if (!isFields(place)) return false;
    // An empty map owns everything below; the list of a Secret's data or of arguments is owned as a whole.
    if (at > 0 && Object.keys(place).length === 0) return true;
    const next = below(place, step);
    if (next === undefined) return false;
    place = next;
  }
  return isFields(place);
}

function below(place: Fields, step: Step): unknown {
  if (typeof step === 'string') return place[`f:${step}`];
  if (typeof step === 'number') return place[`i:${step}`];
  for (const [key, value] of Object.entries(place)) {
    if (!key.startsWith('k:')) continue;
    const identity = parsed(key.slice(2));
    const isSame = Object.entries(step).every(
      ([name, wanted]) => identity?.[name] === undefined || String(identity[name]) === String(wanted),
    );
    if (identity !== undefined && isSame) return value;
  }
  return undefined;
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
