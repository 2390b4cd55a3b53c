import type { Config, ImageConfig } from '../../config/config.ts';
import { imageNamed } from '../../config/images.ts';
import type { Arrival, GitHub } from '../../github/github.ts';
import type { Digest } from '../../image/digest.ts';
import type { Since } from '../../promotion/advance/environment-state.ts';
import type { UpstreamStay } from '../../promotion/advance/replaced.ts';
import { notTakenBack, type Stay, staysOf } from '../../promotion/advance/stays.ts';
import { type BaseBranch, filesOf } from '../base-branches.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import { type Past, readPast } from '../read-past.ts';

/** Of which digests of an environment it has to be known when it declared them. */
export interface StaysQuestion {
  readonly environment: DeclaredEnvironment;
  readonly image: string;
  /**
   * History is read until it is known when these came, or all of it; no further back than `DEPTH` commits of
   * a file.
   */
  readonly sought: readonly Digest[] | 'all';
}

/** A span in which an environment declared a digest in all its files. */
export interface DeclaredStay extends UpstreamStay {
  /** When another version took its place; undefined when it lasts. */
  readonly until: Since | undefined;
  readonly baseBranch: BaseBranch;
  /** Something older came back over it. */
  readonly isTakenBack: boolean;
}

/** The stays of an image in an environment, oldest first; empty when they were not read. */
export type StaysReader = (environment: string, image: string) => readonly DeclaredStay[];

/**
 * Commits of each file that are looked through: what went further back is not known to have been declared.
 */
const DEPTH = 200;

/**
 * Reads when environments declared digests, from the history of their files: three requests for each
 * environment, and two more for every further eighty commits of a file. None where nothing is asked.
 */
export async function readDeclaredStays(
  asked: readonly StaysQuestion[],
  config: Config,
  github: GitHub,
): Promise<StaysReader> {
  const known = new Map<string, readonly DeclaredStay[]>();
  const names = new Set(asked.map(({ environment }) => environment.config.name));
  for (const name of names) {
    const own = asked.filter(({ environment }) => environment.config.name === name);
    const [first] = own;
    if (first === undefined) continue;
    const found = await readStays(first.environment, own, config, github);
    for (const [image, stays] of found) known.set(keyOf(name, image), stays);
  }
  return (environment, image) => known.get(keyOf(environment, image)) ?? [];
}

function keyOf(environment: string, image: string): string {
  return `${environment} ${image}`;
}

async function readStays(
  { config: environment, baseBranch }: DeclaredEnvironment,
  asked: readonly StaysQuestion[],
  config: Config,
  github: GitHub,
): Promise<ReadonlyMap<string, readonly DeclaredStay[]>> {
  const { fullName, base } = baseBranch.state;
  const images = [...new Set(asked.map(({ image }) => image))].map((name): ImageConfig =>
    imageNamed(config, name),
  );
  const { surveyed, modes } = baseBranch;
  const reading = { listed: surveyed.files, modes, read: { files: filesOf(baseBranch, environment) } };
  const source = { repository: fullName, base: base.oid, reading, kinds: config.kinds };
  const isEnough = (past: Past): boolean =>
    asked.every(({ image, sought }) => areKnown(sought, staysOf(past.changes.get(image) ?? [])));
  const past = await readPast({ source, images, depth: DEPTH, isEnough }, github);
  const stays = new Map(images.map(({ name }) => [name, staysOf(past.changes.get(name) ?? [])]));
  const commits = [...stays.values()].flat().flatMap(({ first, end }) => [first, end]);
  const oids = new Set(commits.flatMap((commit) => (commit === undefined ? [] : [commit.oid])));
  const arrived = await github.arrivals(fullName, base.branch, [...oids]);
  return new Map([...stays].map(([image, own]) => [image, declaredStays(own, arrived, baseBranch)]));
}

function areKnown(digests: readonly Digest[] | 'all', stays: readonly Stay[]): boolean {
  return (
    digests !== 'all' && digests.every((digest) => stays.some(({ version }) => version.digest === digest))
  );
}

/** Those of a digest. A tag alone says nothing of what it stood for. */
function declaredStays(
  stays: readonly Stay[],
  arrived: ReadonlyMap<string, Arrival>,
  baseBranch: BaseBranch,
): readonly DeclaredStay[] {
  const kept = new Set(notTakenBack(stays));
  return stays.flatMap((stay): readonly DeclaredStay[] => {
    const { version, first, end } = stay;
    const since = momentOf(arrived.get(first?.oid ?? ''));
    const until = momentOf(arrived.get(end?.oid ?? ''));
    const { digest, tag } = version;
    if (digest === undefined || (end !== undefined && until === undefined)) return [];
    return [{ digest, tag, since, until, baseBranch, isTakenBack: !kept.has(stay) }];
  });
}

function momentOf(arrival: Arrival | undefined): Since | undefined {
  if (arrival === undefined) return undefined;
  const { at, by, url, pull } = arrival;
  return { at, commit: by, url: pull?.url ?? url };
}
