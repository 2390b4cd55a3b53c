import { spanOf, spanText, type Candidate } from '../../view/candidate.ts';
import { tryParseReference } from '../../../image/reference.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { pathText, type Path, type ScalarNode } from '../../yaml/tree.ts';
import type { LayerPart } from '../format.ts';
import { isBareDigestKey, keyRole, namingKey } from './value-keys.ts';

/** One value of `helm --set`, such as Argo CD's `- name: image.tag` with `value: v1`, its name taken apart. */
export interface HelmParameter {
  readonly value: ScalarNode;
  readonly at: string;
  /** The path before the last word: `image` of `image.tag`. */
  readonly path: string;
  readonly key: string;
}

/** References among parameters: those of one path and prefix are parts of one reference. */
export function* findHelmParameters(
  document: ManifestDocument,
  format: string,
  parameters: readonly HelmParameter[],
  group: string,
): Generator<Candidate> {
  for (const { value, key, path, at: place } of parameters) {
    const span = spanOf(value);
    const base = { format, view: document.view, at: place, merged: false };
    const reference = tryParseReference(spanText(span));
    const naming = namingKey(key);
    if (reference === undefined || (naming === undefined && !/image/i.test(key))) continue;
    if (reference.tag !== undefined || reference.digest !== undefined) {
      yield { ...base, shape: 'whole', value: span };
      continue;
    }
    if (naming === undefined || (naming.weak && !/image/i.test(path))) continue;
    const beside = parameters.filter((one) => one.path === path);
    const part = (wanted: string) =>
      beside.find((one) => {
        const role = keyRole(one.key);
        return role?.part === wanted && naming.prefixes.includes(role.prefix);
      });
    const registry = beside.find((one) => /^registry$/i.test(one.key))?.value.text;
    const [tag, digest] = [part('tag'), part('digest')];
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
      unit: { group, path, prefixes: naming.prefixes, ownRegistry: registry },
    };
  }
}

/** Tags and digests among the parameters, which beat the values of the same path. */
export function* findParameterLayers(
  document: ManifestDocument,
  format: string,
  parameters: readonly HelmParameter[],
  group: string,
): Generator<LayerPart> {
  for (const { value, key, path, at: place } of parameters) {
    const part = parameterPart({ document, format, group }, value, path, key, place);
    if (part !== undefined) yield part;
  }
}

/** What the value of a path sets: `image.tag`, taken apart. Undefined for a key that is no part of a reference. */
export function parameterPart(
  around: { readonly document: ManifestDocument; readonly format: string; readonly group: string },
  value: ScalarNode,
  path: string,
  key: string,
  at: string,
): LayerPart | undefined {
  const role = keyRole(key);
  if (role === undefined || role.part === 'repository') return undefined;
  return {
    format: around.format,
    view: around.document.view,
    at,
    group: around.group,
    path,
    prefix: role.prefix,
    merged: false,
    tag: role.part === 'tag' ? spanOf(value) : undefined,
    digest: role.part === 'digest' ? spanOf(value) : undefined,
    registry: role.part === 'registry' ? value.text.trim() : undefined,
    bareDigest: isBareDigestKey(key),
  };
}

/** The path before the last word of a parameter's name, and that word. */
export function parameterName(name: string): readonly [path: string, key: string] {
  const dot = name.lastIndexOf('.');
  return [dot === -1 ? '' : name.slice(0, dot), name.slice(dot + 1)];
}

/** What a value sets that stands under the whole name: `image.tag: v1`. */
export function namedParameter(name: string, value: ScalarNode, at: Path): HelmParameter {
  const [path, key] = parameterName(name);
  return { value, at: pathText(at), path, key };
}
