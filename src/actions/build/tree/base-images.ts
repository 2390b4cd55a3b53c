import { no, ok, type Result } from '../../../errors/result.ts';
import { expand } from './expand.ts';
import { type Instruction, readDockerfile } from './read-dockerfile.ts';

/** What decides which images a Dockerfile begins with, besides its text. */
interface BaseQuestion {
  /** `NAME=value` */
  readonly buildArgs: readonly string[];
  /** `linux/amd64` */
  readonly platforms: readonly string[];
  /** `linux/amd64`: what the builder runs on. */
  readonly buildPlatform: string;
  /** Names that are contexts of the build, and no images. */
  readonly contexts: readonly string[];
}

/** The Dockerfile's own name for an image without anything in it. */
const EMPTY = 'scratch';

/**
 * The images that a Dockerfile takes from a registry: behind `FROM`, `COPY --from` and `RUN --mount=…,from=`,
 * for every platform, also of stages that are not built. The problem is a sentence that names a line: which
 * image it is cannot be told.
 */
export function baseImages(text: string, question: BaseQuestion): Result<readonly string[]> {
  const read = readDockerfile(text);
  if (!read.ok) return read;
  const instructions = read.value;
  const images = new Set<string>();
  for (const platform of question.platforms) {
    const found = imagesFor(instructions, variablesOf(question, platform), question);
    if (!found.ok) return found;
    for (const image of found.value) images.add(image);
  }
  return ok([...images].sort());
}

function imagesFor(
  instructions: readonly Instruction[],
  given: ReadonlyMap<string, string>,
  { contexts }: BaseQuestion,
): Result<readonly string[]> {
  const variables = new Map(given);
  const known = new Set<string>([EMPTY, ...contexts.map((name) => name.toLowerCase())]);
  const images: string[] = [];
  let stages = 0;
  for (const { name, text, line } of instructions) {
    // Only what is declared before the first stage counts behind FROM.
    if (name === 'ARG' && stages === 0) declare(text, given, variables);
    if (name === 'FROM') {
      const [, base = '', , stage] = /^(?:--\S+\s+)*(\S+)(\s+as\s+(\S+))?/i.exec(text) ?? [];
      const image = expand(base, variables);
      if (image === undefined || image === '')
        return no(
          `line ${line} of the Dockerfile begins with ${base}, and it cannot be told which image that is`,
        );
      if (!known.has(image.toLowerCase())) images.push(image);
      known.add(String(stages));
      if (stage !== undefined) known.add(stage.toLowerCase());
      stages += 1;
    }
    for (const from of sourcesOf(name, text)) {
      if (from.includes('$'))
        return no(
          `line ${line} of the Dockerfile copies from ${from}, and it cannot be told which image that is`,
        );
      if (!known.has(from.toLowerCase())) images.push(from);
    }
  }
  return ok(images);
}

/** What an instruction takes files from: a stage, a context or an image. */
function sourcesOf(name: string, text: string): readonly string[] {
  const flags = /^(?:--\S+\s+)*/.exec(`${text} `)?.[0] ?? '';
  if (name === 'COPY') return [...flags.matchAll(/--from=(\S+)/g)].map(([, from = '']) => from);
  if (name !== 'RUN') return [];
  const mounts = [...flags.matchAll(/--mount=(\S+)/g)].map(([, mount = '']) => mount);
  return mounts.flatMap((mount) => [...mount.matchAll(/(?:^|,)from=([^,]+)/g)].map(([, from = '']) => from));
}

/** `ARG GO=1.22 BASE`: a value that is given wins; a name alone declares it. */
function declare(text: string, given: ReadonlyMap<string, string>, variables: Map<string, string>): void {
  for (const [, name = '', quoted, plain] of text.matchAll(/([A-Za-z_]\w*)(?:=(?:"([^"]*)"|(\S*)))?/g)) {
    const value = given.get(name) ?? expand(quoted ?? plain?.replace(/^'(.*)'$/, '$1') ?? '', variables);
    if (value !== undefined) variables.set(name, value);
  }
}

/** The build arguments, and what BuildKit says of the platforms. */
function variablesOf(
  { buildArgs, buildPlatform }: BaseQuestion,
  platform: string,
): ReadonlyMap<string, string> {
  const pairs = buildArgs.flatMap((entry) => {
    const equals = entry.indexOf('=');
    return equals === -1 ? [] : [[entry.slice(0, equals), entry.slice(equals + 1)] as const];
  });
  return new Map([...partsOf('TARGET', platform), ...partsOf('BUILD', buildPlatform), ...pairs]);
}

function partsOf(prefix: string, platform: string): readonly (readonly [string, string])[] {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  return [
    [`${prefix}PLATFORM`, platform],
    [`${prefix}OS`, os],
    [`${prefix}ARCH`, architecture],
    [`${prefix}VARIANT`, variant],
  ];
}
