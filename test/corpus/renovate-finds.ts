import { isMap, isScalar, isSeq, parseAllDocuments, visit, type YAMLMap } from 'yaml';
import { type ReadReference, readReference } from './reference.ts';
import type { TreeFile } from './read-tree.ts';

/**
 * What Renovate's managers would extract, told by their published file patterns and rules
 * (https://github.com/renovatebot/renovate/tree/main/lib/modules/manager at c2dd4f8), in words of our own. It
 * is no run of Renovate: settings, registries and versions play no part. Its managers `kubernetes`, `argocd`,
 * `tekton` and `crossplane` have no file pattern until somebody sets one; here every YAML file fits.
 */
export function renovateFinds({ path, text }: TreeFile): readonly ReadReference[] {
  const values = MANAGERS.flatMap(({ file, find }) => (file.test(path) ? find(text) : []));
  return values.flatMap((value) => {
    const reference = readReference(value);
    return reference === undefined || (reference.tag ?? reference.digest) === undefined ? [] : [reference];
  });
}

interface Manager {
  readonly file: RegExp;
  readonly find: (text: string) => readonly string[];
}

const MANAGERS: readonly Manager[] = [
  {
    file: /\.ya?ml$/,
    find: (text) => (/apiVersion\s*:/.test(text) && /kind\s*:/.test(text) ? imageLines(text) : []),
  },
  { file: /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, find: imageLines },
  { file: /(?:^|\/)values\.ya?ml$/, find: (text) => mapsIn(text).flatMap(inValues) },
  {
    file: /\.ya?ml$/,
    find: (text) => (/kind: *HelmRelease/.test(text) ? mapsIn(text).flatMap(inValues) : []),
  },
  { file: /(?:^|\/)kustomization\.ya?ml$/, find: (text) => mapsIn(text).flatMap(inKustomization) },
  { file: /\.gitlab-ci\.ya?ml$/, find: imageLines },
  { file: /^\.woodpecker(?:\/[^/]+)?\.ya?ml$|(?:^|\/)\.drone\.yml$/, find: imageLines },
  { file: /(?:^|\/)\.circleci\/.+\.ya?ml$|(?:^|\/)tasks\/[^/]+\.ya?ml$/, find: imageLines },
  {
    file: /(?:^|\/)(?:workflow-templates|\.(?:github|gitea|forgejo)\/(?:workflows|actions))\/.+\.ya?ml$/,
    find: (text) => [
      ...imageLines(text),
      ...lines(text, /^\s*container:\s*['"]?([^\s'"]+)|docker:\/\/([^\s'"]+)/),
    ],
  },
  {
    file: /\.ya?ml$/,
    find: (text) =>
      /apiVersion: *["']?pkg\.crossplane\.io\//.test(text)
        ? lines(text, /^\s*package:\s*['"]?([^\s'"]+)/)
        : [],
  },
];

function imageLines(text: string): readonly string[] {
  return lines(text, /^\s*-?\s*image:\s*['"]?([^\s'"]+)/);
}

function lines(text: string, pattern: RegExp): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, ...found] = pattern.exec(line) ?? [];
    return found.filter((value) => value !== undefined);
  });
}

/** The maps of all documents, each with the key that it stands under. */
interface KeyedMap {
  readonly key: string;
  readonly map: YAMLMap;
}

function mapsIn(text: string): readonly KeyedMap[] {
  const maps: KeyedMap[] = [];
  for (const document of parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', strict: false }))
    visit(document, {
      Map: (_, map, above) => {
        const pair = above.at(-1);
        const key = pair !== undefined && 'key' in pair && isScalar(pair.key) ? String(pair.key.value) : '';
        maps.push({ key, map });
      },
    });
  return maps;
}

/** `…image: {registry, repository, tag or version}`, and `…image: reference`. */
function inValues({ key, map }: KeyedMap): readonly string[] {
  const text = (name: string): string => String(map.get(name) ?? '');
  const tag = text('tag') || text('version');
  const registry = text('registry') === '' ? '' : `${text('registry')}/`;
  const split =
    /image$/i.test(key) && map.has('repository') && tag !== ''
      ? [`${registry}${text('repository')}:${tag}`]
      : [];
  const inline = map.items.flatMap(({ key: name, value }) =>
    isScalar(name) && /image$/i.test(String(name.value)) && isScalar(value) && typeof value.value === 'string'
      ? [value.value]
      : [],
  );
  return [...split, ...inline];
}

/** `images: [{name, newName, newTag, digest}]`. */
function inKustomization({ map }: KeyedMap): readonly string[] {
  const images = map.get('images');
  return (isSeq(images) ? images.items : []).flatMap((entry) => {
    if (!isMap(entry)) return [];
    const [tag, digest] = ['newTag', 'digest'].map((name) => String(entry.get(name) ?? ''));
    const name = String(entry.get('newName') ?? entry.get('name') ?? '');
    return [`${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`];
  });
}
