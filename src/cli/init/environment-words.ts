/** A word for an environment in a name: `staging-eu` has `staging`, and `-eu` behind it. */
export interface EnvironmentWord {
  /** What stands before it in the name, and behind it. */
  readonly before: string;
  readonly after: string;
  readonly text: string;
  /** The word that others mean the same by: `staging` for `stg`. */
  readonly meaning: string;
  /** How far along the road such an environment usually is. */
  readonly rank: number;
}

/** In the order of the road. Words of one line mean the same. */
const ROAD: readonly (readonly string[])[] = [
  ['sandbox', 'sbx'],
  ['dev', 'develop', 'development', 'devel'],
  ['integration', 'int', 'internal'],
  ['test', 'tst', 'testing'],
  ['qa', 'quality'],
  ['nonprod', 'non-prod'],
  ['load', 'perf'],
  ['uat', 'acceptance', 'acc'],
  ['staging', 'stage', 'stg'],
  ['preprod', 'pre-prod', 'preproduction'],
  ['prod', 'production', 'prd', 'live'],
];
/**
 * Behind every word of the road: a name that is no word stands for an environment that nothing is known of.
 */
export const UNKNOWN_RANK = ROAD.length;

const KNOWN = new Map(
  ROAD.flatMap((words, rank) => words.map((word) => [word, { meaning: words[0] ?? word, rank }] as const)),
);
const WORD = new RegExp(
  `(?<![A-Za-z0-9])(?:${[...KNOWN.keys()].sort((a, b) => b.length - a.length).join('|')})(?![A-Za-z0-9])`,
  'gi',
);

/**
 * The word that says which environment a folder or a file is of. A word at an end of the name counts before
 * one in its midst, then the one that is farther along: `test-runner-staging` is of `staging`.
 */
export function environmentWord(name: string): EnvironmentWord | undefined {
  const found = [...name.matchAll(WORD)].flatMap(({ 0: text, index }): EnvironmentWord[] => {
    const known = KNOWN.get(text.toLowerCase());
    if (known === undefined) return [];
    return [{ before: name.slice(0, index), after: name.slice(index + text.length), text, ...known }];
  });
  return found.sort((a, b) => Number(isAtEnd(b)) - Number(isAtEnd(a)) || b.rank - a.rank)[0];
}

function isAtEnd({ before, after }: EnvironmentWord): boolean {
  return before === '' || after === '';
}

const LAYERS =
  /^(?:_?base|bases|common|shared|defaults?|global|templates?|components?|local|minikube|kind)$/i;

/** A folder of what environments have in common, or of what runs on the machine of a developer. */
export function isLayerName(name: string): boolean {
  return LAYERS.test(name);
}
