import { groupBy } from '../errors/group-by.ts';
import type { FileRevision } from '../github/read/file-history.ts';
import type { GitHub } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import { declaredIn, placesOf, type Since } from '../promotion/advance/environment-state.ts';
import { isAt } from '../promotion/advance/wave.ts';
import type { LanePlace } from './next-step.ts';
import { type Environments, placed, stateOf } from './environments.ts';
import { openProposal } from './lanes-into.ts';
import type { BaseBranch } from './read-places.ts';

/** A digest that an upstream may have declared before it went on. */
interface GoneVersion {
  readonly environment: string;
  readonly image: string;
  readonly digest: Digest;
  readonly place: BaseBranch;
  /** The files that declare the image now. */
  readonly paths: readonly string[];
}

/** From when until when an upstream declared a digest. */
export interface DeclaredSpan {
  readonly since: Since;
  readonly until: Since;
  readonly place: BaseBranch;
}

export type EarlierOf = (environment: string, image: string, digest: Digest) => DeclaredSpan | undefined;

/** Commits of each file that are looked through: what went further back is not known to have been declared. */
const DEPTH = 30;

/**
 * Where an open pull request goes first although its upstreams went on: when each of them declared its digests, from the
 * history of the files. Three requests for each place, and none where no lane is in that situation.
 */
export async function earlierOf(
  ways: readonly LanePlace[],
  knowledge: Pick<Environments, 'config' | 'places' | 'states'>,
  github: GitHub,
): Promise<{ readonly of: EarlierOf; readonly all: readonly DeclaredSpan[] }> {
  const found = new Map<string, DeclaredSpan>();
  const gone = ways.flatMap((way) => goneFrom(way, knowledge));
  for (const [place, own] of groupBy(gone, (one) => one.place)) {
    const { fullName, base } = place.state;
    const paths = [...new Set(own.flatMap((one) => one.paths))];
    const questions = paths.map((path) => ({ path, after: undefined }));
    const histories = await github.fileHistories(fullName, base.oid, questions, DEPTH);
    const texts = await textsOf(
      place,
      histories.flatMap(({ revisions }) => revisions),
      github,
    );
    const spans = own.map((one) =>
      one.paths.map((path) => {
        const revisions = histories.find((history) => history.path === path)?.revisions ?? [];
        return spanOf(revisions, (oid) => texts.get(oid ?? '')?.includes(one.digest) ?? false);
      }),
    );
    const commits = [
      ...new Set(spans.flat().flatMap((span) => (span === undefined ? [] : [span.from, span.to]))),
    ];
    const arrived = await github.arrivals(fullName, base.branch, commits);
    for (const [index, one] of own.entries()) {
      const whole = (spans[index] ?? []).map((span) => {
        const [from, to] = [arrived.get(span?.from ?? ''), arrived.get(span?.to ?? '')];
        return from === undefined || to === undefined ? undefined : { from, to };
      });
      const known = whole.filter((span) => span !== undefined);
      const from = known.toSorted((a, b) => b.from.at.getTime() - a.from.at.getTime())[0]?.from;
      const to = known.toSorted((a, b) => a.to.at.getTime() - b.to.at.getTime())[0]?.to;
      if (from === undefined || to === undefined || known.length < whole.length) continue;
      found.set(keyOf(one.environment, one.image, one.digest), {
        place,
        since: { at: from.at, commit: from.by, url: from.pull?.url ?? from.url },
        until: { at: to.at, commit: to.by, url: to.pull?.url ?? to.url },
      });
    }
  }
  return {
    of: (environment, image, digest) => found.get(keyOf(environment, image, digest)),
    all: [...found.values()],
  };
}

function keyOf(environment: string, image: string, digest: string): string {
  return `${environment} ${image} ${digest}`;
}

function goneFrom(
  way: LanePlace,
  knowledge: Pick<Environments, 'config' | 'places' | 'states'>,
): readonly GoneVersion[] {
  const { environment } = way;
  if (environment.policy === 'supersede') return [];
  return (openProposal(way) ?? []).flatMap(({ name: image, digest }) =>
    environment.after.environments.flatMap((name): GoneVersion[] => {
      const declaration = declaredIn(stateOf(knowledge, name), image);
      if (declaration.kind === 'none' || isAt(declaration, digest)) return [];
      const places = placesOf(declaration);
      const paths = [...new Set(places.map(({ location }) => location.file))];
      return [{ environment: name, image, digest, place: placed(knowledge, name).place, paths }];
    }),
  );
}

/** The text of every object that the revisions speak of, by its id. */
async function textsOf(
  place: BaseBranch,
  revisions: readonly FileRevision[],
  github: GitHub,
): Promise<ReadonlyMap<string, string>> {
  const oids = new Set(revisions.flatMap(({ before, after }) => [before, after]));
  // Each object is asked for under its own id as the path, because one path has many.
  const listed = [...oids].flatMap((oid) =>
    oid === undefined ? [] : [{ path: oid, oid, size: 0, mode: '100644' }],
  );
  const { files } = await github.readFiles(place.state.fullName, listed, []);
  return new Map(files.map(({ path, text }) => [path, text]));
}

/** The commits that brought a digest into a file and took it out again last; undefined when that is not in sight. */
function spanOf(
  revisions: readonly FileRevision[],
  holds: (oid: string | undefined) => boolean,
): { readonly from: string; readonly to: string } | undefined {
  const left = revisions.findIndex(({ before, after }) => holds(before) && !holds(after));
  const came = revisions.findIndex(
    ({ before, after }, index) => index > left && holds(after) && !holds(before),
  );
  const [to, from] = [revisions[left]?.commit.oid, revisions[came]?.commit.oid];
  return left === -1 || to === undefined || from === undefined ? undefined : { from, to };
}
