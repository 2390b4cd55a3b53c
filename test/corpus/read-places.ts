import { globalRegistries } from './global-registries.ts';
import type { Place } from './place.ts';
import { readDotenv, readLines } from './read-lines.ts';
import type { TreeFile } from './read-tree.ts';
import { readYaml } from './read-yaml.ts';
import { Sheet } from './sheet.ts';

/** Lines of a language of templates around those of YAML. */
const TEMPLATE = /^[^#\n]*(?:\{\{|\{%|<%)/m;

/** All places of images in the files, each one once. */
export function readPlaces(files: readonly TreeFile[]): readonly Place[] {
  const registryOf = globalRegistries(files);
  return files.flatMap((file) => {
    if (!/image|repository|newName|tag|digest/i.test(file.text)) return [];
    const sheet = new Sheet(file, registryOf(file));
    if (/(?:^|\/)\.env[^/]*$|\.env$/.test(file.path)) readDotenv(sheet);
    else if (isTemplate(file)) readLines(sheet, 0, file.text.length, 'certain');
    else if (!readYaml(sheet))
      readLines(sheet, 0, file.text.length, TEMPLATE.test(file.text) ? 'certain' : 'the file is no YAML');
    return onePerRange(sheet.places);
  });
}

/** Templates of a chart. Elsewhere a text with control structures is none where it can be read as YAML. */
function isTemplate({ path, text }: TreeFile): boolean {
  return /\/templates\//.test(path) && text.includes('{{');
}

/** Several readings may name one range; the strictest counts, and a hazard before all. */
function onePerRange(places: readonly Place[]): readonly Place[] {
  const strict = (place: Place): number => ['possible', 'certain'].indexOf(place.standing);
  const best = new Map<string, Place>();
  for (const place of places) {
    const key = `${place.repository} ${place.from} ${place.to}`;
    const other = best.get(key);
    const beats = other === undefined || strict(other) === 0 || strict(place) === -1;
    if (beats && !(other !== undefined && strict(place) === 0)) best.set(key, place);
  }
  return [...best.values()].sort((a, b) => a.from - b.from);
}
