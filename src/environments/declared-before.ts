import { groupBy } from '../errors/group-by.ts';
import type { Arrival, FileHistory, FileRevision, GitHub } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import { placesOf, type Since } from '../promotion/advance/environment-state.ts';
import { isAt } from '../promotion/advance/wave.ts';
import type { BaseBranch } from './base-branches.ts';
import type { DeclaredEnvironments } from './declared-environments.ts';
import { type LanePlace, openProposal } from './lanes/lane-places.ts';

/** A digest that an upstream may have declared before it went on. */
interface GoneVersion {
  readonly environment: string;
  readonly image: string;
  readonly digest: Digest;
  readonly baseBranch: BaseBranch;
  /** The files that declare the image now. */
  readonly paths: readonly string[];
}

/** From when until when an upstream declared a digest. */
export interface DeclaredSpan {
  readonly since: Since;
  readonly until: Since;
  readonly baseBranch: BaseBranch;
}

/** Which version of which environment is asked about. */
interface BeforeQuestion {
  readonly environment: string;
  readonly image: string;
  readonly digest: Digest;
}

/** When an environment declared a digest that it has left; undefined when that was not read. */
export type DeclaredSpanReader = (question: BeforeQuestion) => DeclaredSpan | undefined;

/**
 * Commits of each file that are looked through: what went further back is not known to have been declared.
 */
const DEPTH = 30;

/**
 * Where an open pull request goes first although its upstreams went on: when each of them declared its
 * digests, from the history of the files. Three requests for each base branch, and none where no lane is in
 * that situation.
 */
export async function readDeclaredBefore(
  lanePlaces: readonly LanePlace[],
  environments: DeclaredEnvironments,
  github: GitHub,
): Promise<{ readonly before: DeclaredSpanReader; readonly spans: readonly DeclaredSpan[] }> {
  const known = new Map<string, DeclaredSpan>();
  const gone = lanePlaces.flatMap((place) => goneFrom(place, environments));
  for (const [baseBranch, versions] of groupBy(gone, (version) => version.baseBranch)) {
    const { fullName, base } = baseBranch.state;
    const paths = [...new Set(versions.flatMap((version) => version.paths))];
    const questions = paths.map((path) => ({ path, after: undefined }));
    const histories = await github.fileHistories({
      repository: fullName,
      head: base.oid,
      files: questions,
      count: DEPTH,
    });
    const texts = await textsOf(
      baseBranch,
      histories.flatMap(({ revisions }) => revisions),
      github,
    );
    const ofFiles = versions.map((version) => fileSpansOf(version, histories, texts));
    const commits = ofFiles.flat().flatMap((span) => (span === undefined ? [] : [span.from, span.to]));
    const arrived = await github.arrivals(fullName, base.branch, [...new Set(commits)]);
    for (const [index, version] of versions.entries()) {
      const span = commonSpan(ofFiles[index] ?? [], arrived);
      if (span !== undefined) known.set(keyOf(version), { ...span, baseBranch });
    }
  }
  return { before: (question) => known.get(keyOf(question)), spans: [...known.values()] };
}

function keyOf({ environment, image, digest }: BeforeQuestion): string {
  return `${environment} ${image} ${digest}`;
}

function goneFrom(place: LanePlace, environments: DeclaredEnvironments): readonly GoneVersion[] {
  const { environment } = place;
  if (environment.policy === 'supersede') return [];
  return (openProposal(place) ?? []).flatMap(({ name: image, digest }) =>
    environment.after.environments.flatMap((name): GoneVersion[] => {
      const upstream = environments.of(name);
      const declaration = upstream.declares(image);
      if (declaration.kind === 'none' || isAt(declaration, digest)) return [];
      const paths = [...new Set(placesOf(declaration).map(({ location }) => location.file))];
      return [{ environment: name, image, digest, baseBranch: upstream.baseBranch, paths }];
    }),
  );
}

/** The commits that brought a digest into a file, and took it out again. */
interface FileSpan {
  readonly from: string;
  readonly to: string;
}

/** For each file of a version: when it held the digest; undefined where that is not in sight. */
function fileSpansOf(
  { paths, digest }: GoneVersion,
  histories: readonly FileHistory[],
  texts: ReadonlyMap<string, string>,
): readonly (FileSpan | undefined)[] {
  return paths.map((path) => {
    const revisions = histories.find((history) => history.path === path)?.revisions ?? [];
    return spanOf(revisions, (oid) => texts.get(oid ?? '')?.includes(digest) ?? false);
  });
}

/** The time in which all files declared it: from the last that took it up to the first that left it. */
function commonSpan(
  spans: readonly (FileSpan | undefined)[],
  arrived: ReadonlyMap<string, Arrival>,
): Omit<DeclaredSpan, 'baseBranch'> | undefined {
  const known = spans.flatMap((span) => {
    const [from, to] = [arrived.get(span?.from ?? ''), arrived.get(span?.to ?? '')];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  const from = known.toSorted((a, b) => b.from.at.getTime() - a.from.at.getTime())[0]?.from;
  const to = known.toSorted((a, b) => a.to.at.getTime() - b.to.at.getTime())[0]?.to;
  if (from === undefined || to === undefined || known.length < spans.length) return undefined;
  return { since: momentOf(from), until: momentOf(to) };
}

function momentOf({ at, by, url, pull }: Arrival): Since {
  return { at, commit: by, url: pull?.url ?? url };
}

/** The text of every object that the revisions speak of, by its id. */
async function textsOf(
  baseBranch: BaseBranch,
  revisions: readonly FileRevision[],
  github: GitHub,
): Promise<ReadonlyMap<string, string>> {
  const oids = new Set(revisions.flatMap(({ before, after }) => [before, after]));
  // Each object is asked for under its own id as the path, because one path has many.
  const listed = [...oids].flatMap((oid) =>
    oid === undefined ? [] : [{ path: oid, oid, size: 0, mode: '100644' }],
  );
  const { files } = await github.readFiles({
    repository: baseBranch.state.fullName,
    files: listed,
    heads: [],
  });
  return new Map(files.map(({ path, text }) => [path, text]));
}

/**
 * The commits that brought a digest into a file and took it out again last; undefined when that is not in
 * sight.
 */
function spanOf(
  revisions: readonly FileRevision[],
  holds: (oid: string | undefined) => boolean,
): FileSpan | undefined {
  const left = revisions.findIndex(({ before, after }) => holds(before) && !holds(after));
  const came = revisions.findIndex(
    ({ before, after }, index) => index > left && holds(after) && !holds(before),
  );
  const [to, from] = [revisions[left]?.commit.oid, revisions[came]?.commit.oid];
  return left === -1 || to === undefined || from === undefined ? undefined : { from, to };
}
