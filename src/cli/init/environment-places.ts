import { environmentWord, isLayerName, UNKNOWN_RANK } from './environment-words.ts';

/** A folder, or a file, that belongs to one environment. */
export interface EnvironmentPlace {
  /** The folder, or the file itself. */
  readonly path: string;
  readonly isFolder: boolean;
  /** The environment's name, as the path spells it. */
  readonly name: string;
  /** Places with this in common are of one environment: `staging-eu` for `stg-eu`. */
  readonly meaning: string;
  readonly rank: number;
}

/** What stands around the word for an environment: `charts/api/values-` and `.yaml`. */
interface Frame {
  readonly path: string;
  readonly isFolder: boolean;
  /** Up to the word. Paths with this in common speak of environments of one kind. */
  readonly key: string;
  readonly word: string;
  readonly behind: string;
  readonly meaning: string;
  readonly rank: number;
}

/**
 * Which environment each file is of, by the folders that it is in and by its own name. Of several words in
 * one path the one counts beside which there are most others: `apps/prod/istio-prod.yaml` lies beside
 * `apps/dev`.
 */
export function environmentPlaces(files: readonly string[]): ReadonlyMap<string, EnvironmentPlace> {
  const framesOf = new Map(files.map((file) => [file, frames(file)]));
  const words = new Map<string, Set<string>>();
  for (const { key, meaning } of [...framesOf.values()].flat())
    words.set(key, (words.get(key) ?? new Set()).add(meaning));
  const variety = ({ key }: Frame): number => words.get(key)?.size ?? 0;
  const chosen = new Map<string, Frame>();
  for (const [file, found] of framesOf) {
    const [best] = [...found].sort((a, b) => variety(b) - variety(a));
    if (best !== undefined) chosen.set(file, best);
  }
  for (const [file, frame] of besideKnown(files, [...chosen.values()])) chosen.set(file, frame);
  return named(chosen);
}

/** Every part of a path that has a word for an environment in it, from the outside in. */
function frames(file: string): readonly Frame[] {
  const parts = file.split('/');
  return parts.flatMap((part, index): Frame[] => {
    const found = environmentWord(part);
    if (found === undefined) return [];
    const folder = parts.slice(0, index).map((name) => `${name}/`);
    const { before, after, text, meaning, rank } = found;
    return [
      {
        path: parts.slice(0, index + 1).join('/'),
        isFolder: index < parts.length - 1,
        key: `${folder.join('')}${before}`,
        word: text,
        behind: after,
        meaning,
        rank,
      },
    ];
  });
}

const CONTAINERS = /(?:^|\/)(?:envs?|environments?|overlays?|stages?|clusters?)\/$/i;

/** `ledger-main` beside `ledger-internal`: a folder that is called alike, with a word that nobody knows. */
function besideKnown(
  files: readonly string[],
  known: readonly Frame[],
): readonly (readonly [string, Frame])[] {
  const keys = [...new Set(known.filter(({ isFolder }) => isFolder).map(({ key }) => key))];
  const speaking = keys.filter((key) => (key !== '' && !key.endsWith('/')) || CONTAINERS.test(key));
  const taken = new Set(known.map(({ path }) => path));
  return files.flatMap((file): (readonly [string, Frame])[] => {
    const key = speaking.find((start) => file.startsWith(start));
    const [word = '', ...rest] = file.slice(key?.length ?? 0).split('/');
    const path = `${key}${word}`;
    if (key === undefined || rest.length === 0 || word === '' || taken.has(path) || isLayerName(word))
      return [];
    const meaning = word.toLowerCase();
    return [[file, { path, isFolder: true, key, word, behind: '', meaning, rank: UNKNOWN_RANK }]];
  });
}

/** What all names of one kind have at their end says nothing: `dev-values.yaml` and `prod-values.yaml`. */
function named(chosen: ReadonlyMap<string, Frame>): ReadonlyMap<string, EnvironmentPlace> {
  const all = [...chosen.values()];
  return new Map(
    [...chosen].map(([file, frame]) => {
      const { path, isFolder, key, word, meaning, rank } = frame;
      const alike = all.filter((other) => other.key === key && other.isFolder === isFolder);
      const isShared =
        alike.every(({ behind }) => behind === frame.behind) && new Set(alike.map(wordOf)).size > 1;
      const rest = isShared ? '' : isFolder ? frame.behind : frame.behind.replace(/\.[^.]*$/, '');
      return [
        file,
        { path, isFolder, name: `${word}${rest}`, meaning: `${meaning}${rest}`.toLowerCase(), rank },
      ];
    }),
  );
}

function wordOf({ word }: Frame): string {
  return word;
}
