import type { Config, ImageConfig } from '../config/config.ts';
import {
  blobOid,
  type FileHistory,
  type FileRevision,
  type GitHub,
  type HistoryCommit,
} from '../github/github.ts';
import { findReferences } from '../manifest/find-references.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import type { FileChange } from '../promotion/advance/stays.ts';
import { distinct, versionIn, type WrittenVersion } from '../promotion/roll-back/declared-turns.ts';
import type { EnvironmentReading } from './read-environment.ts';

/** What is known of the past of some images of an environment. */
export interface Past {
  /** By name of the image: what the files declare now. */
  readonly present: ReadonlyMap<string, readonly WrittenVersion[]>;
  /** By name of the image, in the order of time. */
  readonly changes: ReadonlyMap<string, readonly FileChange[]>;
  /** Commits that changed one of the files, newest first. */
  readonly commits: readonly HistoryCommit[];
  /** Every file was followed back to the commit that made it. */
  readonly complete: boolean;
}

const FIRST_PAGE = 20;
const NEXT_PAGE = 80;

/** The files of an environment as they are now. */
type FilesReading = Pick<EnvironmentReading, 'listed' | 'modes'> & {
  readonly read: Pick<EnvironmentReading['read'], 'files'>;
};

/** Where history is read: a base commit, and the environment's files at it. */
interface PastSource {
  readonly repository: string;
  readonly base: string;
  readonly reading: FilesReading;
  /** Custom resources of `waybill.yaml`. */
  readonly kinds: Config['kinds'];
}

/** How far back the past of some images is read. */
export interface PastQuestion {
  readonly source: PastSource;
  readonly images: readonly ImageConfig[];
  /** At most so many commits of each file. */
  readonly depth: number;
  readonly isEnough: (past: Past) => boolean;
}

/**
 * Reads the history of the files that declare the images, page by page until `isEnough`, the beginning, or
 * `depth` commits of a file: two requests for each page. Files are read as they were; what layers beside them
 * say is taken from today.
 */
export async function readPast(
  { source, images, depth, isEnough }: PastQuestion,
  github: Pick<GitHub, 'fileHistories' | 'readFiles'>,
): Promise<Past> {
  const { repository, base, reading } = source;
  const options = { customResources: source.kinds };
  const reader = versionReader(reading.read.files, images, options);
  const now = findReferences(reading.read.files, images, options);
  const present = new Map(
    images.map(({ name }) => [
      name,
      distinct(now.flatMap(({ image, declared }) => (image === name ? listed(versionIn(declared)) : []))),
    ]),
  );
  const texts = new Texts(repository, reading, github);
  const revisions: FileRevision[] = [];
  let open: readonly Pick<FileHistory, 'path' | 'next'>[] = [
    ...new Set(
      now.filter(({ declared }) => versionIn(declared) !== undefined).map(({ location }) => location.file),
    ),
  ].map((path) => ({ path, next: undefined }));
  for (let read = 0; ;) {
    const count = Math.min(read === 0 ? FIRST_PAGE : NEXT_PAGE, depth - read);
    const questions = open.map(({ path, next }) => ({ path, after: next }));
    const pages = await github.fileHistories({ repository, head: base, files: questions, count });
    revisions.push(...pages.flatMap((page) => page.revisions));
    await texts.load(pages.flatMap((page) => page.revisions));
    read += count;
    open = pages.filter(({ next }) => next !== undefined);
    const past = { present, ...pastOf(revisions, images, texts, reader), complete: open.length === 0 };
    if (past.complete || read >= depth || isEnough(past)) return past;
  }
}

type VersionReader = (path: string, text: string) => ReadonlyMap<string, readonly WrittenVersion[]>;

/** Reads what a file declared, alone; or among its layers of today, where alone it says nothing. */
function versionReader(
  files: readonly ManifestFile[],
  images: readonly ImageConfig[],
  options: Parameters<typeof findReferences>[2],
): VersionReader {
  const known = new Map<string, ReadonlyMap<string, readonly WrittenVersion[]>>();
  return (path, text) => {
    const key = `${path}\0${text}`;
    const answer = known.get(key) ?? read(path, text);
    known.set(key, answer);
    return answer;
  };
  function read(path: string, text: string): ReadonlyMap<string, readonly WrittenVersion[]> {
    const alone = findReferences([{ path, text }], images, options);
    const layered = alone.every(({ declared }) => versionIn(declared) === undefined)
      ? findReferences([...files.filter((file) => file.path !== path), { path, text }], images, options)
      : alone;
    const own = layered.filter(({ location }) => location.file === path);
    return new Map(
      images.map(({ name }) => [
        name,
        distinct(own.flatMap(({ image, declared }) => (image === name ? listed(versionIn(declared)) : []))),
      ]),
    );
  }
}

function pastOf(
  revisions: readonly FileRevision[],
  images: readonly ImageConfig[],
  texts: Texts,
  reader: VersionReader,
): Pick<Past, 'changes' | 'commits'> {
  const ordered = inTime(revisions);
  const changes = new Map<string, FileChange[]>(images.map(({ name }) => [name, []]));
  for (const { path, commit, before, after } of ordered) {
    const [old, young] = [texts.of(before), texts.of(after)].map((text) =>
      text === undefined ? undefined : reader(path, text),
    );
    for (const { name } of images) {
      const change = { path, commit, before: old?.get(name) ?? [], after: young?.get(name) ?? [] };
      changes.get(name)?.push(change);
    }
  }
  return { changes, commits: ordered.map(({ commit }) => commit).toReversed() };
}

/**
 * The order of time over all files. Within one file the order of its history counts, whatever the clocks
 * said.
 */
function inTime(revisions: readonly FileRevision[]): readonly FileRevision[] {
  const latest = new Map<string, number>();
  const dated = revisions.map((revision) => {
    const at = Math.min(revision.commit.at.getTime(), latest.get(revision.path) ?? Infinity);
    latest.set(revision.path, at);
    return { revision, at };
  });
  return dated
    .map((entry, index) => ({ ...entry, index }))
    .sort((a, b) => a.at - b.at || b.index - a.index)
    .map(({ revision }) => revision);
}

/** The texts of old files by object id, each read once. */
class Texts {
  readonly #known = new Map<string, string>();
  readonly #repository: string;
  readonly #github: Pick<GitHub, 'readFiles'>;
  readonly #modes: EnvironmentReading['modes'];

  constructor(repository: string, reading: FilesReading, github: Pick<GitHub, 'readFiles'>) {
    this.#repository = repository;
    this.#github = github;
    this.#modes = reading.modes;
    const present = new Map(reading.listed.map(({ path, oid }) => [path, oid]));
    for (const { path, text } of reading.read.files) this.#keep(text, present.get(path));
  }

  of(oid: string | undefined): string | undefined {
    return oid === undefined ? undefined : this.#known.get(oid);
  }

  async load(revisions: readonly FileRevision[]): Promise<void> {
    const wanted = new Map<string, string>();
    for (const { path, before, after } of revisions) {
      for (const oid of [after, before])
        if (oid !== undefined && !this.#known.has(oid)) wanted.set(oid, path);
    }
    if (wanted.size === 0) return;
    const listed = [...wanted].map(([oid, path]) => {
      return { oid, path, size: 0, mode: this.#modes.get(path) ?? '100644' };
    });
    const { files } = await this.#github.readFiles({
      repository: this.#repository,
      files: listed,
      heads: [],
    });
    for (const { text } of files) this.#keep(text, listed[0]?.oid);
  }

  /** A text that was read has the bytes of its object id, so the id can be computed again. */
  #keep(text: string, like: string | undefined): void {
    if (like !== undefined) this.#known.set(blobOid(new TextEncoder().encode(text), like), text);
  }
}

function listed<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
