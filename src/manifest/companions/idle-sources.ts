import { isSourceAlone, takesFromObjects } from '../text/may-hold-values.ts';

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
