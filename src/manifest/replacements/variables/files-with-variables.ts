import { generatorFileTest } from './generator-variables.ts';

/** A file that there is. */
interface PathHolder {
  readonly path: string;
}

/** A file that names an image, with its text. */
interface Taker extends PathHolder {
  readonly text: string;
}

const MAY_BE_ABOUT = /\$\{|^kind: *["']?(?:ConfigMap|Secret|List)\b|\b(?:configMap|secret)Generator\b/m;
const GIVES = /\bpostBuild["']?[ \t]*:/;
const TAKES = /(?:image|tag|digest|version|repository|registry|name|url)["']?[ \t]*:[^\n#]*\$\{/i;
const HOLDS = /\bkind["']?: *["']?(?:ConfigMap|Secret|List)\b|\b(?:configMap|secret)Generator["']?[ \t]*:/;
const NAME = /\bname["']?[ \t]*:[ \t]*["']?([\w.-]+)/g;
const READS_FILES = /\bkind["']?: *["']?ApplicationSet\b[^]*\bfiles["']?[ \t]*:/;
const PATH = /\bpath["']?[ \t]*:[ \t]*["']?([^\s"',}]+)/g;

/**
 * The files that have a say in the variables of those that were `found`, by the words in their texts:
 * - Flux's Kustomizations, and the ConfigMaps that they name
 * - files that a generator of an ApplicationSet reads
 * - whatever takes variables of either for an image, because that could be another image
 *
 * One too many costs a look at a file.
 */
export function filesWithVariables<File extends PathHolder>(
  found: readonly Taker[],
  others: readonly File[],
  read: (file: File) => string,
): readonly File[] {
  const ofFlux = found.some(({ text }) => MAY_BE_ABOUT.test(text)) ? filesOfFlux(found, others, read) : [];
  const isSet = ({ text }: Taker): boolean => READS_FILES.test(text);
  const patterns = found.filter(isSet).flatMap(({ text }) => wordsIn(text, PATH));
  if (patterns.length === 0) return ofFlux;
  const isGeneratorFile = generatorFileTest(patterns);
  return [...ofFlux, ...others.filter((file) => isGeneratorFile(file.path) || READS_FILES.test(read(file)))];
}

function filesOfFlux<File extends PathHolder>(
  found: readonly Taker[],
  others: readonly File[],
  read: (file: File) => string,
): readonly File[] {
  const givers = others.filter((file) => GIVES.test(read(file)));
  const texts = [...givers.map(read), ...found.flatMap(({ text }) => (GIVES.test(text) ? [text] : []))];
  if (texts.length === 0) return [];
  const names = new Set(texts.flatMap((text) => wordsIn(text.slice(text.search(GIVES)), NAME)));
  const holds = (text: string): boolean =>
    HOLDS.test(text) && wordsIn(text, NAME).some((name) => names.has(name));
  const related = others.filter((file) => {
    const text = read(file);
    return TAKES.test(text) || holds(text);
  });
  return [...givers, ...related];
}

function wordsIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, word]) => word ?? []);
}
