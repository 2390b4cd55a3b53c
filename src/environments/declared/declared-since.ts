import { groupBy } from '../../errors/group-by.ts';
import type { Arrival, BlamedLines, GitHub } from '../../github/github.ts';
import type { Digest } from '../../image/digest.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import type { DeclaredVersion, Since } from '../../promotion/advance/environment-state.ts';
import { parseTrailers } from '../../promotion/lane/trailers.ts';
import type { BaseBranch } from '../base-branches.ts';

/** A version that an environment declares, whose age is asked for. */
export interface DatedVersion {
  readonly environment: string;
  /** Undefined for the whole environment. */
  readonly target: string | undefined;
  readonly image: string;
  readonly baseBranch: BaseBranch;
  readonly version: DeclaredVersion;
}

/** Since when a version is declared, and the pull request that brought it. */
export interface DeclaredSince extends Since {
  readonly pull: Arrival['pull'];
  /** It came back: the commit is a roll back, or says that it reverts another one. */
  readonly isReturn: boolean;
}

/** Which version of which environment, or of one of its targets, is asked about. */
interface SinceQuestion {
  readonly environment: string;
  readonly target: string | undefined;
  readonly image: string;
  readonly digest: Digest;
}

/** Since when a version is declared; undefined when it was not read, or could not be. */
export type DeclaredSinceReader = (question: SinceQuestion) => DeclaredSince | undefined;

/**
 * Reads since when versions are declared: the newest commit that changed one of the lines that hold the
 * digest, by blame, whatever the way it was merged. Two requests for each base branch.
 */
export async function readDeclaredSince(
  asked: readonly DatedVersion[],
  github: GitHub,
): Promise<DeclaredSinceReader> {
  const known = new Map<string, DeclaredSince>();
  for (const [baseBranch, versions] of groupBy(asked, (dated) => dated.baseBranch)) {
    const { fullName, base } = baseBranch.state;
    const paths = [...new Set(versions.flatMap(({ version }) => pathsOf(version)))];
    const blamed = await github.blame(fullName, base.oid, paths);
    const texts = new Map(baseBranch.read.files.map((file) => [file.path, file]));
    const commits = versions.map((asked) => commitsOf(asked.version, texts, blamed));
    const arrived = await github.arrivals(fullName, base.branch, [...new Set(commits.flat())]);
    for (const [index, { version, ...question }] of versions.entries()) {
      const since = newest(commits[index] ?? [], arrived);
      if (since !== undefined) known.set(keyOf({ ...question, digest: version.digest }), since);
    }
  }
  return (question) => known.get(keyOf(question));
}

function keyOf({ environment, target = '', image, digest }: SinceQuestion): string {
  return [environment, target, image, digest].join(' ');
}

function pathsOf({ places }: DeclaredVersion): readonly string[] {
  return places.map(({ location }) => location.file);
}

/**
 * The commits that brought the lines of a version. A place whose lines are not known makes all of it unknown.
 */
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

function newest(
  commits: readonly string[],
  arrived: ReadonlyMap<string, Arrival>,
): DeclaredSince | undefined {
  const all = commits.map((oid) => arrived.get(oid));
  const known = all.filter((arrival) => arrival !== undefined);
  if (known.length === 0 || known.length < all.length) return undefined;
  const [last] = known.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return last === undefined
    ? undefined
    : {
        at: last.at,
        commit: last.by,
        url: last.pull?.url ?? last.url,
        pull: last.pull,
        isReturn: isReturn(last.message),
      };
}

/** GitHub and git both write `Revert "Promote api v3 to dev"`. A message that lies makes a person look. */
function isReturn(message: string): boolean {
  return (
    /^\s*Revert "/m.test(message) || parseTrailers(message).some(({ rollBack }) => rollBack !== undefined)
  );
}
