import type { Place } from './place.ts';
import type { TreeFile } from './read-tree.ts';

/** One run of the editor: an image, and the folder it is set in. */
export interface Trial {
  readonly repository: string;
  readonly spelled: string;
  /** From the root of the checkout; `.` is all of it. */
  readonly folder: string;
}

/** Files that make their folder that of an application. */
const HEADS = /^(?:Chart\.yaml|kustomization\.ya?ml|fleet\.yaml|(?:docker-)?compose\.ya?ml)$/;

/**
 * Every image with a place that an edit has to change or to refuse: over the whole checkout, and in a folder.
 */
export function trialsOf(places: readonly Place[], files: readonly TreeFile[]): readonly Trial[] {
  const heads = new Set(
    files.filter(({ path }) => HEADS.test(baseOf(path))).map(({ path }) => folderOf(path)),
  );
  // A name that Kustomize replaces stands for an image, and is none.
  const replaced = new Set(
    places.filter(({ standing }) => standing === REPLACED).map(({ repository }) => repository),
  );
  const first = new Map<string, Place>();
  for (const place of places)
    if (
      place.standing !== 'possible' &&
      place.role !== 'handed' &&
      !(place.role === 'bare' && replaced.has(place.repository)) &&
      !isLoose(place) &&
      !first.has(place.repository)
    )
      first.set(place.repository, place);
  return [...first.values()]
    .sort((a, b) => (a.repository < b.repository ? -1 : 1))
    .flatMap(({ repository, spelled, file }) => {
      const folder = applicationOf(file, heads);
      const whole = { repository, spelled, folder: '.' };
      return folder === '.' ? [whole] : [{ ...whole, folder }, whole];
    });
}

const REPLACED = 'a Kustomize entry puts another repository in its place';

/** A place without tag and digest, or one that a Kustomize entry replaces, makes no image of its own. */
function isLoose({ standing }: Place): boolean {
  return standing === 'it has no tag of its own' || standing === REPLACED;
}

/** The nearest folder around a file that an application is known by, else its own. */
function applicationOf(file: string, heads: ReadonlySet<string>): string {
  for (let folder = folderOf(file); folder !== '.'; folder = folderOf(folder))
    if (heads.has(folder)) return folder;
  return folderOf(file);
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
