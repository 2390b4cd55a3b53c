import { groupBy } from '../../errors/group-by.ts';
import { isBase, type Links } from './bases-beneath.ts';
import type { Candidate } from '../view/candidate.ts';
import { folderOf } from '../text/repository-path.ts';
import type { Seat } from './sub-charts.ts';

/** No folder: those of paths end in a slash, or are empty. */
const EVERYWHERE = '*';
/** Before what a sub-chart decides, which counts in the values of its parents where they say nothing. */
const UNDER = 'under';

/**
 * Tells whether the tag of a candidate without one is settled by another: by those of `settled`, everywhere for a layer, in its own
 * folder and stacks for a repository. A repository in a sub-chart is settled when each name that a parent has for the
 * sub-chart is, or names another repository.
 */
export function indexDecisions(
  settled: readonly Candidate[],
  links: Links & { readonly candidates: readonly Candidate[] },
): (candidate: Candidate) => boolean {
  const decided = new Set(
    settled.flatMap((candidate) => {
      const isLayer = candidate.shape === 'split' && candidate.repository === undefined;
      return seatsOf(candidate, links).flatMap((seat) => {
        if (isLayer) return keysOf(candidate, seat, [inGroup(seat, EVERYWHERE), ...links.stacks.of(seat)]);
        const scopes = [inGroup(seat, folderOf(seat.file)), ...links.stacks.of(seat)];
        return keysOf(candidate, seat, seat.depth === 0 ? scopes : scopes.map(under));
      });
    }),
  );
  const isNamedAt = (candidate: Candidate, seat: Seat): boolean =>
    links.candidates
      .filter(isBase)
      .some(
        (base) =>
          base.view.file.path === seat.file &&
          base.unit.path === seat.path &&
          base.unit.prefixes.some((prefix) => candidate.unit?.prefixes.includes(prefix)),
      );
  const isDecidedAt = (candidate: Candidate, seat: Seat): boolean => {
    const scopes = [
      ...[EVERYWHERE, folderOf(seat.file)].map((scope) => inGroup(seat, scope)),
      ...links.stacks.of(seat),
    ];
    const heeded = hasEmptyTag(candidate) ? scopes : [...scopes, ...scopes.map(under)];
    return keysOf(candidate, seat, heeded).some((key) => decided.has(key)) || isDecidedAbove(candidate, seat);
  };
  const isDecidedAbove = (candidate: Candidate, { above }: Seat): boolean =>
    [...groupBy(above, ([first]) => first?.file).values()].some((keys) =>
      keys.every((places) =>
        places.some((place) => isDecidedAt(candidate, place) || isNamedAt(candidate, place)),
      ),
    );
  return (candidate) => {
    const [own] = seatsOf(candidate, links);
    if (own === undefined) return false;
    if (candidate.shape !== 'split' || candidate.takesTagAway !== true) return isDecidedAt(candidate, own);
    return keysOf(candidate, own, [inGroup(own, EVERYWHERE)]).some((key) => decided.has(key));
  };
}

/** An empty text is a value, too, and what stands beneath it does not count. */
function hasEmptyTag(candidate: Candidate): boolean {
  return candidate.shape === 'split' && candidate.tag !== undefined;
}

function under(scope: string): string {
  return `${UNDER} ${scope}`;
}

function seatsOf({ unit, view }: Candidate, { charts }: Links): readonly Seat[] {
  return unit === undefined
    ? []
    : charts.seatsOf({ group: unit.group, file: view.file.path, path: unit.path });
}

function inGroup({ group }: Seat, scope: string): string {
  return JSON.stringify([group, scope]);
}

function keysOf({ unit }: Candidate, { path }: Seat, scopes: readonly string[]): readonly string[] {
  return scopes.flatMap((scope) =>
    (unit?.prefixes ?? []).map((prefix) => JSON.stringify([scope, path, prefix])),
  );
}
