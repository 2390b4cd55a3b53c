const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Which files there are, and their texts. */
export interface KnownFiles {
  has(path: string): boolean;
  paths(): Iterable<string>;
  textOf(path: string): string;
}

/** The files of a plan. */
export function knownFiles(texts: ReadonlyMap<string, string>): KnownFiles {
  return {
    has: (path) => texts.has(path),
    paths: () => texts.keys(),
    textOf: (path) => texts.get(path) ?? '',
  };
}

/**
 * A Kustomization with the files that it brings together: its own, and those of the Kustomizations that it
 * names.
 */
export interface Kustomized {
  readonly path: string;
  readonly files: ReadonlySet<string>;
}

export function isKustomizationFile(path: string): boolean {
  return KUSTOMIZATION_NAMES.includes(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * Whether the text of a Kustomization could have replacements or variables, or bring in a part that has some.
 */
export function mayReplace(text: string): boolean {
  return MAY_REPLACE.test(text);
}

const MAY_REPLACE = /\b(?:replacements|transformers|components|vars)["']?[ \t]*:/;
const HAS_VARS = /\bvars["']?[ \t]*:/;
const REPLACES = /\b(?:replacements|transformers|vars)["']?[ \t]*:/;

/**
 * The Kustomizations among `paths` that bring one of the `hits` together with a replacement, which may write
 * over it. Those that share a file with these come with them: they may take the same text for another image.
 * A Kustomization brings together what its text names: resources, components, patches, environment files.
 * Only Kustomizations are read.
 */
export function kustomizedAround(hits: ReadonlySet<string>, files: KnownFiles): readonly Kustomized[] {
  const named = remembering((path) => namedIn(path, files));
  const replaces = remembering((path) => isKustomizationFile(path) && REPLACES.test(files.textOf(path)));
  const all: Kustomized[] = [];
  const candidates = [...files.paths()].filter(isKustomizationFile);
  // Variables get their values where everything comes together, be it in a Kustomization that has none.
  const areVarsAbout = candidates.some((path) => HAS_VARS.test(files.textOf(path)));
  for (const path of candidates) {
    if (!areVarsAbout && !mayReplace(files.textOf(path))) continue;
    const around = new Set([path]);
    // A set hands out what is added to it while it is walked.
    for (const file of around)
      if (isKustomizationFile(file)) for (const other of named(file)) around.add(other);
    if ([...around].some(replaces)) all.push({ path, files: around });
  }
  const reached = new Set(hits);
  for (const kustomized of all) {
    if (!holdsAny(kustomized, hits)) continue;
    for (const file of kustomized.files) if (!isKustomizationFile(file)) reached.add(file);
  }
  return all.filter((kustomized) => holdsAny(kustomized, reached));
}

/**
 * What is deployed from a folder: the files below it, and those that Kustomizations there bring in from
 * elsewhere.
 */
export function reachedFrom(folder: string, files: KnownFiles): ReadonlySet<string> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const reached = new Set([...files.paths()].filter((path) => path.startsWith(prefix)));
  // A set hands out what is added to it while it is walked.
  for (const file of reached)
    if (isKustomizationFile(file)) for (const other of namedIn(file, files)) reached.add(other);
  return reached;
}

function holdsAny({ files }: Kustomized, paths: ReadonlySet<string>): boolean {
  return [...files].some((file) => paths.has(file));
}

function remembering<T>(answer: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const now = answer(path);
    known.set(path, now);
    return now;
  };
}

function namedIn(path: string, files: KnownFiles): ReadonlySet<string> {
  const named = new Set<string>();
  const words = new Set([...files.textOf(path).matchAll(/[\w.@+~/-]{1,300}/g)].map(([word]) => word));
  for (const word of words) {
    const file = pathFrom(path, word);
    const prefix = file === '' ? '' : `${file}/`;
    for (const other of [file, ...KUSTOMIZATION_NAMES.map((name) => `${prefix}${name}`)])
      if (files.has(other) && other !== path) named.add(other);
  }
  return named;
}

/**
 * The path that `word` means in the file at `path`. It may lead above where somebody stands (`../../config`).
 */
export function pathFrom(path: string, word: string): string {
  const steps = path.split('/').slice(0, -1);
  for (const step of word.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..' || steps.length === 0 || steps.at(-1) === '..') steps.push(step);
    else steps.pop();
  }
  return steps.join('/');
}
