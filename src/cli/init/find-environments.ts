import { type DeployedImage, filesOf } from './deployed-images.ts';
import { environmentPlaces, type EnvironmentPlace } from './environment-places.ts';
import { isLayerName, UNKNOWN_RANK } from './environment-words.ts';
import { matcherOf, patternsOf, type PlaceFiles } from './file-patterns.ts';
import { someOf } from './some-of.ts';

/** An environment that a tree seems to have. */
export interface FoundEnvironment {
  readonly name: string;
  readonly after: readonly string[];
  /** Patterns for its files. */
  readonly patterns: readonly string[];
  /** What nobody can know from the tree, each as a sentence. */
  readonly unsure: readonly string[];
}

export interface FoundEnvironments {
  readonly environments: readonly FoundEnvironment[];
  /** Files that declare an own image, and belong to none of them. */
  readonly outside: readonly string[];
}

const LONGEST_NAME = 63;

/** An environment before it is known what it comes after. */
interface Draft {
  readonly name: string;
  readonly spellings: readonly string[];
  readonly meaning: string;
  readonly rank: number;
  readonly places: readonly PlaceFiles[];
}

/** The files of a tree, by what they declare. */
export interface TreePaths {
  readonly all: readonly string[];
  /** The own images, with the files that declare them. */
  readonly own: readonly DeployedImage[];
  /** Those that declare an image of somebody else. */
  readonly others: readonly string[];
}

/** The environments of a tree, in the order that a digest travels. */
export function findEnvironments({ all, own, others }: TreePaths): FoundEnvironments {
  const declaring = filesOf(own);
  const places = environmentPlaces(declaring.filter((file) => !isBase(file)));
  const drafts = draftsOf(places);
  if (drafts.length === 0) return { environments: onlyEnvironment([...declaring, ...others]), outside: [] };
  const named = withNames(drafts);
  const general = named.map((draft) => patternsOf(draft.places, all));
  const isGeneral = areApart(
    general.map((patterns) => patterns.general),
    all,
  );
  const environments = named.map((draft, index): FoundEnvironment => {
    const patterns = general[index];
    return {
      name: draft.name,
      after: before(draft, named),
      patterns: (isGeneral ? patterns?.general : patterns?.exact) ?? [],
      unsure: [...unsureOf(draft, named), ...severalTimes(draft, own)],
    };
  });
  return { environments, outside: outsideOf(declaring, environments) };
}

function isBase(file: string): boolean {
  return file.split('/').slice(0, -1).some(isLayerName);
}

function draftsOf(places: ReadonlyMap<string, EnvironmentPlace>): readonly Draft[] {
  const byMeaning = new Map<string, Map<string, { place: EnvironmentPlace; files: string[] }>>();
  for (const [file, place] of places) {
    const known =
      byMeaning.get(place.meaning) ?? new Map<string, { place: EnvironmentPlace; files: string[] }>();
    const entry = known.get(place.path) ?? { place, files: [] };
    entry.files.push(file);
    byMeaning.set(place.meaning, known.set(place.path, entry));
  }
  const drafts = [...byMeaning].map(([meaning, found]): Draft => {
    const list = [...found.values()];
    const spellings = [...new Set(list.map(({ place }) => place.name))];
    const [name = meaning] = spellings.sort((a, b) => b.length - a.length);
    return { name, spellings, meaning, rank: list[0]?.place.rank ?? UNKNOWN_RANK, places: list };
  });
  return drafts.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

/** A name becomes a part of a branch's name. */
function withNames(drafts: readonly Draft[]): readonly Draft[] {
  return drafts.map((draft) => {
    const cut = draft.name.replace(/[^A-Za-z0-9._-]+|\.{2,}/g, '-').slice(0, LONGEST_NAME);
    return { ...draft, name: cut.replace(/^[-_.]+|[-_.]+$|\.lock$/g, '') };
  });
}

/**
 * The environments directly before: of those of the nearest lower rank the ones with the same region, or all
 * where no region is the same. `prod-eu` comes after `staging-eu`.
 */
function before(draft: Draft, all: readonly Draft[]): readonly string[] {
  const lower = all.filter(({ rank }) => rank < draft.rank);
  const nearest = lower.filter(({ rank }) => rank === Math.max(...lower.map((other) => other.rank)));
  const alike = nearest.filter((other) => regionOf(other) !== '' && regionOf(other) === regionOf(draft));
  return (alike.length > 0 ? alike : nearest).map(({ name }) => name);
}

function regionOf({ meaning }: Draft): string {
  return /[-_.].*$/.exec(meaning)?.[0] ?? '';
}

function unsureOf(draft: Draft, all: readonly Draft[]): readonly string[] {
  const { name, rank, spellings } = draft;
  const sentences: string[] = [];
  if (rank === UNKNOWN_RANK)
    sentences.push(`nothing says how far along the road "${name}" is; "after" names what it comes after.`);
  if (spellings.length > 1)
    sentences.push(`${spellings.map((word) => `"${word}"`).join(' and ')} are taken for one environment.`);
  if (all.length === 1) sentences.push('no other environment was found.');
  return sentences;
}

/** Two folders that declare one image and are called alike may be two environments, or one. */
function severalTimes({ places }: Draft, own: readonly DeployedImage[]): readonly string[] {
  const image = own.find((candidate) => {
    const files = new Set(filesOf([candidate]));
    return places.filter((place) => place.files.some((file) => files.has(file))).length > 1;
  });
  if (image === undefined) return [];
  const paths = places.map(({ place }) => place.path).sort();
  return [`${someOf(paths)} are taken for one environment, and declare the same image.`];
}

/** Whether no file belongs to two of the environments. */
function areApart(patterns: readonly (readonly string[])[], all: readonly string[]): boolean {
  const tests = patterns.map(matcherOf);
  return all.every((path) => tests.filter((test) => test(path)).length < 2);
}

function outsideOf(
  declaring: readonly string[],
  environments: readonly FoundEnvironment[],
): readonly string[] {
  const isIn = matcherOf(environments.flatMap(({ patterns }) => patterns));
  return declaring.filter((file) => !isBase(file) && !isIn(file));
}

const ONLY = 'prod';

/** A tree of one cluster: nothing in it is called after an environment. */
function onlyEnvironment(declaring: readonly string[]): readonly FoundEnvironment[] {
  const folder = commonFolder(declaring);
  const patterns = folder === '' ? topOf(declaring) : [`${folder}/**`];
  const unsure = [
    `nothing here is called after an environment, so that all of it is one. Its name, "${ONLY}", is made up, and its files may be too many or too few.`,
  ];
  return [{ name: ONLY, after: [], patterns, unsure }];
}

function commonFolder(files: readonly string[]): string {
  const [first = [], ...rest] = files.map((file) => file.split('/').slice(0, -1));
  const common = first.findIndex((part, index) => rest.some((parts) => parts[index] !== part));
  return first.slice(0, common === -1 ? first.length : common).join('/');
}

function topOf(files: readonly string[]): readonly string[] {
  const tops = files.map((file) => (file.includes('/') ? `${file.split('/')[0] ?? ''}/**` : file));
  return [...new Set(tops)].sort();
}
