import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A config repo, and the `waybill.yaml` that a person wrote for it before there was a program for that. */
export interface ConfigRepo {
  readonly name: string;
  /** Texts of the files, by path; without `waybill.yaml` and workflows of Waybill. */
  readonly files: Readonly<Record<string, string>>;
  readonly person: string;
}

const TREES = new URL('trees/', import.meta.url).pathname;
const EXAMPLES = new URL('../../../examples/', import.meta.url).pathname;

/** Our examples first, then the trees of `trees/README.md`. */
export function configRepos(): readonly ConfigRepo[] {
  const examples = readdirSync(EXAMPLES).filter((name) => name.startsWith('config-'));
  const trees = readdirSync(TREES).filter((file) => file.endsWith('.txt'));
  return [...examples.map(exampleOf), ...trees.map((file) => treeOf(file.slice(0, -'.txt'.length)))];
}

function exampleOf(name: string): ConfigRepo {
  const folder = join(EXAMPLES, name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .filter((path) => path !== 'waybill.yaml' && !path.startsWith('.github/'))
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]);
  return {
    name,
    files: Object.fromEntries(files),
    person: readFileSync(join(folder, 'waybill.yaml'), 'utf8'),
  };
}

/** `-- envs/dev/values.yaml --` alone on a line begins that file. */
function treeOf(name: string): ConfigRepo {
  const [, ...parts] = readFileSync(join(TREES, `${name}.txt`), 'utf8').split(/^-- (.+) --\n/m);
  const files: Record<string, string> = {};
  for (let index = 0; index < parts.length; index += 2) files[parts[index] ?? ''] = parts[index + 1] ?? '';
  return { name, files, person: readFileSync(join(TREES, `${name}.waybill.yaml`), 'utf8') };
}
