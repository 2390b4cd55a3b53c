import { isSourceAlone, takesFromObjects } from '../text/may-hold-values.ts';

/**
 * Whether a text holds objects of which at most a ConfigMap or a Secret can say more of an image in another
 * file. Nearly all files of a large tree are such, and are not read again. Definitions of custom resources
 * are passed by: they name every field, and take values from nothing.
 */
export function holdsSourcesAtMost(text: string): boolean {
  if (!/^kind:/m.test(text)) return false;
  if (!text.includes(DEFINITION)) return !saysMore(text);
  for (let start = 0; start < text.length;) {
    const separator = text.indexOf('\n---', start);
    const end = separator === -1 ? text.length : separator + 1;
    if (!isDefinition(text, start, end) && saysMore(text.slice(start, end))) return false;
    start = end;
  }
  return true;
}

const DEFINITION = 'kind: CustomResourceDefinition\n';
const LONGEST_HEAD = 200;

/** By its kind near the top, and no other one in its document. */
function isDefinition(text: string, start: number, end: number): boolean {
  const head = text.slice(start, Math.min(end, start + LONGEST_HEAD));
  const kind = head.startsWith(DEFINITION) ? -1 : head.indexOf(`\n${DEFINITION}`);
  if (kind === -1 && !head.startsWith(DEFINITION)) return false;
  const next = text.indexOf('\nkind:', start + kind + 1);
  return next === -1 || next >= end - 1;
}

/** Several expressions of few words each: one of all words takes as long again. */
function saysMore(text: string): boolean {
  return SAYS_MORE.some((words) => words.test(text));
}

const SAYS_MORE = [
  /kind["']?:\s*["']?(?:HelmRelease|HelmChart|Application|Image(?:Policy|Repository))/,
  /alue(?:sFrom|sSecrets|sFile|Files)/,
  /substituteFrom|configMapGenerator/,
  /secretGenerator|helmCharts|postBuild/,
  /^(?:helm|releases):/m,
];

/**
 * Without the ConfigMaps and Secrets that nobody among the others takes values from. Nearly every file of
 * manifests has some.
 */
export function withoutIdleSources<File>(
  carriers: ReadonlyMap<File, string>,
  takers: readonly string[],
): ReadonlyMap<File, string> {
  const taken = new Set(takers.filter(takesFromObjects).flatMap(namesOf));
  const isTaken = (text: string): boolean =>
    !isSourceAlone(text) || namesOf(text).some((name) => taken.has(name));
  return new Map([...carriers].filter(([, text]) => isTaken(text)));
}

/** The words behind `name:`. */
function namesOf(text: string): readonly string[] {
  return [...text.matchAll(/\bname["']?[ \t]*:[ \t]*["']?([^\s"',}]+)/g)].flatMap(([, name]) => name ?? []);
}
