import { tryParseReference } from '../../../image/reference.ts';
import { type ReferenceSlot, spanOf, spanText } from '../../view/reference-slot.ts';
import { type Path, pathText, type ScalarNode } from '../../yaml/tree.ts';
import type { LayerPart } from '../format.ts';
import type { ValuesOwner } from './value-groups.ts';
import { isBareDigestKey, isVersionKey, keyRole, mayBeTag, namingKey } from './value-keys.ts';

/** One value of `helm --set image.tag=v1`, with its name taken apart. */
export interface HelmParameter {
  readonly value: ScalarNode;
  readonly at: string;
  /** The path before the last word: `image` of `image.tag`. */
  readonly path: string;
  /** The last word: `tag` of `image.tag`. */
  readonly key: string;
}

/** `image.tag: v1` as a parameter. `at` is where its value stands in the document. */
export function namedParameter(name: string, value: ScalarNode, at: Path): HelmParameter {
  const dot = name.lastIndexOf('.');
  const path = dot === -1 ? '' : name.slice(0, dot);
  return { value, at: pathText(at), path, key: name.slice(dot + 1) };
}

/**
 * The references among parameters. `image.repository` and `image.tag` share a path, and so are parts of one.
 */
export function* findHelmParameters(
  { document, format, group }: ValuesOwner,
  parameters: readonly HelmParameter[],
): Generator<ReferenceSlot> {
  for (const { value, key, path, at } of parameters) {
    const span = spanOf(value);
    const base = { format, view: document.view, at, merged: false };
    const reference = tryParseReference(spanText(span));
    const naming = namingKey(key);
    if (reference === undefined || (naming === undefined && !/image/i.test(key))) continue;
    if (reference.tag !== undefined || reference.digest !== undefined) {
      yield { ...base, shape: 'whole', value: span };
      continue;
    }
    if (naming === undefined || (naming.weak && !/image/i.test(path))) continue;
    const beside = parameters.filter((other) => other.path === path);
    const tagged = beside.filter(
      (other) => !isVersionKey(other.key) || (naming.takesVersion && mayBeTag(other.value.text)),
    );
    const tag = besideNamed(tagged, naming.prefixes, 'tag');
    const digest = besideNamed(beside, naming.prefixes, 'digest');
    const registry = beside.find((other) => /^registry$/i.test(other.key))?.value.text;
    const takesVersion = naming.takesVersion && (tag === undefined || isVersionKey(tag.key));
    yield {
      ...base,
      shape: 'split',
      registry,
      repository: span,
      tag: tag && spanOf(tag.value),
      digest: digest && spanOf(digest.value),
      insertion: undefined,
      bareDigest: digest !== undefined && isBareDigestKey(digest.key),
      emptyTagIsDefault: true,
      unit: { group, path, prefixes: naming.prefixes, ownRegistry: registry, takesVersion },
    };
  }
}

function besideNamed(
  parameters: readonly HelmParameter[],
  prefixes: readonly string[],
  part: 'tag' | 'digest',
): HelmParameter | undefined {
  return parameters.find(({ key }) => {
    const role = keyRole(key);
    return role?.part === part && prefixes.includes(role.prefix);
  });
}

/** The tags, digests and registries among parameters. They beat the values of the same path. */
export function* findParameterLayers(
  owner: ValuesOwner,
  parameters: readonly HelmParameter[],
): Generator<LayerPart> {
  for (const parameter of parameters) {
    const part = parameterLayer(owner, parameter);
    if (part !== undefined) yield part;
  }
}

/** What one parameter sets. Undefined for a key that is neither a tag nor a digest nor a registry. */
export function parameterLayer(
  { document, format, group }: ValuesOwner,
  { value, at, path, key }: HelmParameter,
): LayerPart | undefined {
  const role = keyRole(key);
  if (role === undefined || role.part === 'repository') return undefined;
  if (isVersionKey(key) && !mayBeTag(value.text)) return undefined;
  return {
    format,
    view: document.view,
    at,
    group,
    path,
    prefix: role.prefix,
    merged: false,
    tag: role.part === 'tag' ? spanOf(value) : undefined,
    digest: role.part === 'digest' ? spanOf(value) : undefined,
    registry: role.part === 'registry' ? value.text.trim() : undefined,
    bareDigest: isBareDigestKey(key),
    isVersion: isVersionKey(key),
  };
}
