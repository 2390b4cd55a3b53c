import { isMap, isScalar, type Scalar, type YAMLMap } from 'yaml';
import type { Place } from './place.ts';
import type { Reading, Way } from './way.ts';
import { oneName, readReference } from './reference.ts';
import { IMAGE_KEY, type Value } from './sheet.ts';

interface Entry {
  readonly map: YAMLMap;
  readonly name: string;
  readonly value: unknown;
}

const CONTAINERS = /^(?:containers|initContainers|ephemeralContainers)$/;
/** A repository that begins with a registry has no need of another one. */
const HOST = /^(?:localhost|[^/]*[.:][^/]*)\//;
const SCHEME = 'docker://';
const VALUES = /^(?:value|default)$/;

/** What one entry of a map says of an image, with what stands beside it in the map. */
export function readEntry(reading: Reading, entry: Entry, way: Way): void {
  const { map, name, value } = entry;
  if (way.path.at(-3) === 'images' && name === 'name' && isKustomize(reading, way))
    readKustomize(reading, map, way);
  else if (name === 'ref' && way.kind === 'OCIRepository') readOci(reading, map, way);
  else if (!isText(value)) return;
  else if (/^(?:uses|image)$/.test(name) && value.value.startsWith(SCHEME))
    readAction(reading, value, map, way);
  else if (IMAGE_KEY.test(name)) readImage(reading, entry, way);
  else if (/repository$/i.test(name)) readParts(reading, map, name.slice(0, -'repository'.length), way);
  else if (/^(?:tag|digest)$/.test(name) && !['repository', 'image', 'name'].some((key) => map.has(key)))
    readLone(reading, map, name, way);
  else if (isHanded(map, name, way)) readHanded(reading, value, map, way);
  else if (name === 'value' && /(?:tag|digest)$/.test(String(map.get('name'))))
    readLone(reading, map, name, way);
}

function isText(node: unknown): node is Scalar & { value: string } {
  return isScalar(node) && typeof node.value === 'string';
}

/** Where a scalar stands, without its quotes. In a block it is the line that is its text. */
function placeOf({ sheet, offset }: Reading, scalar: Scalar, map: YAMLMap, way: Way): Value {
  const [start = 0, end = 0] = scalar.range ?? [];
  const [mapFrom = 0, mapTo = 0] = map.range ?? [];
  const quotes = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE' ? 1 : 0;
  const text = String(scalar.source ?? scalar.value).trim();
  const inBlock = /^BLOCK_/.test(scalar.type ?? '')
    ? sheet.file.text.slice(offset + start, offset + end).indexOf(text)
    : 0;
  const isLong =
    text.includes('\n') ||
    inBlock < 0 ||
    (inBlock === 0 && end - start - 2 * quotes !== String(scalar.source ?? scalar.value).length);
  const from = offset + start + (inBlock > 0 ? inBlock : quotes);
  return {
    from,
    to: inBlock > 0 ? from + text.length : offset + end - quotes,
    path: way.path,
    map: [offset + mapFrom, offset + mapTo],
    standing: way.hazard ?? (way.idle ? 'possible' : isLong ? 'it is a text over several lines' : 'certain'),
  };
}

/** `uses: docker://reference` of a step, and `image: docker://reference` of an action. */
function readAction(reading: Reading, value: Scalar & { value: string }, map: YAMLMap, way: Way): void {
  const place = placeOf(reading, value, map, way);
  const text = value.value.slice(SCHEME.length);
  reading.sheet.addReference(text, { ...place, from: place.from + SCHEME.length }, place.standing);
}

function readImage(reading: Reading, { map, name, value }: Entry, way: Way): void {
  if (!isText(value)) return;
  const prefix = name.replace(/image(?:name)?$/i, '');
  const tagKey = [
    ...new Set([`${prefix}tag`, `${prefix}Tag`, `${name}Tag`, `${prefix}imageTag`, 'tag']),
  ].find((key) => map.has(key));
  if (tagKey !== undefined && readReference(value.value)?.tag === undefined) {
    const registry = map.get('registry');
    const isPart = name === 'image' && typeof registry === 'string' && registry !== '';
    const spelled = isPart ? `${registry}/${value.value}` : value.value;
    for (const key of [tagKey, 'digest']) readTag(reading, map, key, spelled, way);
    return;
  }
  const isContainer =
    CONTAINERS.test(way.path.at(-3) ?? '') ||
    (way.path.at(-3) === 'steps' && /^(?:Task|ClusterTask)$/.test(way.kind));
  const isService = way.path.at(-3) === 'services' && way.path.length === 3;
  const place = placeOf(reading, value, map, way);
  const bare: Place['standing'] =
    (isContainer || isService) && !way.idle ? place.standing : 'it has no tag of its own';
  reading.sheet.addReference(value.value, place, bare);
}

/** `repository` with `tag`, `digest` and `registry` beside it, all with one prefix. */
function readParts(reading: Reading, map: YAMLMap, prefix: string, way: Way): void {
  const key = (part: string): string | undefined =>
    [prefix + part, prefix + part.charAt(0).toUpperCase() + part.slice(1)].find((name) => map.has(name));
  const repository = map.get(key('repository') ?? '');
  const registry = map.get(key('registry') ?? '');
  if (typeof repository !== 'string') return;
  const spelled = typeof registry === 'string' && registry !== '' ? `${registry}/${repository}` : repository;
  const reference = readReference(spelled);
  if (reference === undefined || reference.tag !== undefined) return;
  const { registry: global } = reading.sheet;
  if (global !== undefined && !HOST.test(repository))
    // The templates of the chart say whether it does so for this image.
    for (const part of ['tag', 'digest'])
      readTag(reading, map, key(part) ?? part, `${global}/${repository}`, { ...way, idle: true });
  for (const part of ['tag', 'digest']) {
    const name = key(part);
    if (name !== undefined) readTag(reading, map, name, spelled, way);
  }
  if (
    key('tag') === undefined &&
    key('digest') === undefined &&
    !map.has('version') &&
    /image/i.test(way.path.at(-2) ?? '')
  ) {
    const node = map.get(key('repository') ?? '', true);
    if (isScalar(node))
      reading.sheet.add('tag', spelled, reference.repository, {
        ...placeOf(reading, node, map, way),
        standing: 'it has no tag of its own',
      });
  }
}

/** The tag or digest in a key of its own. */
function readTag(reading: Reading, map: YAMLMap, name: string, spelled: string, way: Way): void {
  const node = map.get(name, true);
  if (!isScalar(node) || readReference(spelled) === undefined) return;
  const value = placeOf(reading, node, map, { ...way, path: [...way.path.slice(0, -1), name] });
  const text = String(node.source ?? node.value ?? '');
  const part = /digest$/i.test(name) ? 'digest' : 'tag';
  const isEmpty = text === '' || node.value === null;
  if (isEmpty && part === 'digest')
    return reading.sheet.add(part, spelled, oneName(spelled), { ...value, standing: 'possible' });
  const hazard = isEmpty
    ? 'it has no tag of its own'
    : text.includes('{{')
      ? 'a template writes a part of it'
      : text.includes('$')
        ? 'a variable writes a part of it'
        : undefined;
  reading.sheet.add(part, spelled, oneName(spelled), { ...value, standing: hazard ?? value.standing });
}

function isKustomize({ sheet }: Reading, { kind, path }: Way): boolean {
  return (
    /(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(sheet.file.path) ||
    /^(?:Kustomization|Component)$/.test(kind) ||
    path.includes('kustomize')
  );
}

/**
 * An entry of `images`: the new name is the image where there is one, and the old name is what it replaces.
 */
function readKustomize(reading: Reading, map: YAMLMap, way: Way): void {
  const [name, newName] = [map.get('name'), map.get('newName')];
  const repository = typeof newName === 'string' ? newName : name;
  if (typeof repository !== 'string' || typeof name !== 'string') return;
  const reference = readReference(repository);
  if (reference === undefined) return;
  const odd = reference.tag !== undefined || map.has('tagSuffix');
  for (const key of ['newTag', 'digest', ...(odd ? ['newName', 'tagSuffix'] : [])]) {
    const node = map.get(key, true);
    if (!isScalar(node)) continue;
    const value = placeOf(reading, node, map, { ...way, path: [...way.path.slice(0, -1), key] });
    const standing = odd ? 'a part of a Kustomize entry is where it does not belong' : value.standing;
    reading.sheet.add(key === 'digest' ? 'digest' : 'tag', repository, reference.repository, {
      ...value,
      standing,
    });
  }
  const isOpen = !['newTag', 'digest'].some((key) => map.has(key));
  const opens = map.get('newName', true) ?? map.get('name', true);
  // An entry without both may get them.
  if (isOpen && !odd && isScalar(opens))
    reading.sheet.add('tag', repository, reference.repository, {
      ...placeOf(reading, opens, map, way),
      standing: 'possible',
    });
  const replaced = readReference(name);
  const nameNode = map.get('name', true);
  if (replaced !== undefined && replaced.repository !== reference.repository && isScalar(nameNode))
    reading.sheet.add('reference', name, replaced.repository, {
      ...placeOf(reading, nameNode, map, way),
      standing: 'a Kustomize entry puts another repository in its place',
    });
}

/** `spec.url` and `spec.ref` of Flux's OCIRepository. */
function readOci(reading: Reading, map: YAMLMap, way: Way): void {
  const url = String(map.get('url') ?? '');
  const ref = map.get('ref');
  if (!url.startsWith('oci://') || !isMap(ref)) return;
  const below = { ...way, path: [...way.path, 'ref'] };
  for (const key of ['tag', 'digest'])
    if (ref.has(key)) readTag(reading, ref, key, url.slice('oci://'.length), below);
}

/** A tag that says nothing of its repository: another layer may. */
function readLone(reading: Reading, map: YAMLMap, name: string, way: Way): void {
  const node = map.get(name, true);
  if (isScalar(node))
    reading.sheet.add(/digest/.test(name) ? 'digest' : 'tag', '', '', {
      ...placeOf(reading, node, map, way),
      standing: 'possible',
    });
}

/** Whether a program is handed this value: an environment variable, a parameter, an entry of a ConfigMap. */
function isHanded(map: YAMLMap, name: string, { path, kind }: Way): boolean {
  if (VALUES.test(name) && map.has('name'))
    return path.some((key) => /^(?:env|params|parameters)$/i.test(key));
  return (
    /^(?:env|environment)$/.test(path.at(-2) ?? '') ||
    (kind === 'ConfigMap' && path.length === 2 && path[0] === 'data')
  );
}

/** It has to follow where the files declare the image elsewhere. */
function readHanded(reading: Reading, value: Scalar & { value: string }, map: YAMLMap, way: Way): void {
  const reference = readReference(value.value);
  if (
    reference === undefined ||
    !value.value.includes('/') ||
    (reference.tag ?? reference.digest) === undefined
  )
    return;
  const place = placeOf(reading, value, map, way);
  reading.sheet.add('reference', reference.spelled, reference.repository, { ...place, role: 'handed' });
}
