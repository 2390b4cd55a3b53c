import { groupBy } from '../errors/group-by.ts';
import type { Arrival, BlamedLines } from '../github/read/blame.ts';
import type { GitHub } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import type { DeclaredVersion, Since } from '../promotion/advance/environment-state.ts';
import type { Place } from './read-places.ts';

/** A version that an environment declares, whose age is asked for. */
export interface Dated {
  readonly environment: string;
  readonly image: string;
  readonly place: Place;
  readonly version: DeclaredVersion;
}

/** Since when a version is declared, and the pull request that brought it. */
export interface Declared extends Since {
  readonly pull: Arrival['pull'];
}

export type Ages = (environment: string, image: string, digest: Digest) => Declared | undefined;

/**
 * Reads since when versions are declared: the newest commit that changed one of the lines that hold the digest, by blame,
 * whatever the way it was merged. Two requests for each place.
 */
export async function agesOf(asked: readonly Dated[], github: GitHub): Promise<Ages> {
  const ages = new Map<string, Declared>();
  for (const [place, versions] of groupBy(asked, (one) => one.place)) {
    const { fullName, base } = place.state;
    const paths = [...new Set(versions.flatMap(({ version }) => pathsOf(version)))];
    const blamed = await github.blame(fullName, base.oid, paths);
    const texts = new Map(place.read.files.map((file) => [file.path, file]));
    const commits = versions.map((one) => commitsOf(one.version, texts, blamed));
    const arrived = await github.arrivals(fullName, base.branch, [...new Set(commits.flat())]);
    for (const [index, { environment, image, version }] of versions.entries()) {
      const since = newest(commits[index] ?? [], arrived);
      if (since !== undefined) ages.set(ageKey(environment, image, version.digest), since);
    }
  }
  return (environment, image, digest) => ages.get(ageKey(environment, image, digest));
}

function ageKey(environment: string, image: string, digest: string): string {
  return `${environment} ${image} ${digest}`;
}

function pathsOf({ places }: DeclaredVersion): readonly string[] {
  return places.map(({ location }) => location.file);
}

/** The commits that brought the lines of a version. A place whose lines are not known makes all of it unknown. */
function commitsOf(
  version: DeclaredVersion,
  texts: ReadonlyMap<string, ManifestFile>,
  blamed: ReadonlyMap<string, readonly BlamedLines[]>,
): readonly string[] {
  const commits = version.places.flatMap((place) => {
    const { file, line } = place.location;
    const lines = linesWith(texts.get(file)?.text ?? '', version.digest);
    return (lines.length === 0 ? [line] : lines).map(
      (number) => blamed.get(file)?.find(({ first, last }) => first <= number && number <= last)?.oid,
    );
  });
  const known = commits.filter((oid) => oid !== undefined);
  return known.length === commits.length ? known : [];
}

/** The lines, counted from 1, that hold a digest. Where a tag alone is written there are none. */
function linesWith(text: string, digest: Digest): readonly number[] {
  const hex = digest.slice('sha256:'.length);
  return text.split('\n').flatMap((line, index) => (line.includes(hex) ? [index + 1] : []));
}

function newest(commits: readonly string[], arrived: ReadonlyMap<string, Arrival>): Declared | undefined {
  const all = commits.map((oid) => arrived.get(oid));
  const known = all.filter((arrival) => arrival !== undefined);
  if (known.length === 0 || known.length < all.length) return undefined;
  const [last] = known.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return last === undefined
    ? undefined
    : { at: last.at, commit: last.by, url: last.pull?.url ?? last.url, pull: last.pull };
}
