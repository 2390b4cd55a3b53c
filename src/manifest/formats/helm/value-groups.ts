import { textAt } from '../../yaml/merge.ts';
import type { ManifestNode } from '../../yaml/tree.ts';
import { scalarsAt } from '../key-path.ts';

/** The group of the values under one key of a ConfigMap or Secret. */
export function dataGroup(kind: string, name: string, key: string): string {
  return `${kind} ${name} ${key}`;
}

/** The group of a release's values; releases of one name are a base and its patches. */
export function releaseGroup(name: string): string {
  return `HelmRelease ${name}`;
}

/** The group of the values of a chart resource, and of the configuration that is laid over the one of the same name. */
export function chartGroup(name: string): string {
  return `HelmChart ${name}`;
}

/** The texts below `node` along a path of keys, as `reach` takes it. */
export function textsAt(node: ManifestNode | undefined, ...keys: readonly string[]): readonly string[] {
  return [...scalarsAt(node, keys)].map((reached) => reached.node.text.trim());
}

/** The one text there, or a list of them. */
export function textOrTexts(node: ManifestNode | undefined, key: string): readonly string[] {
  const one = textAt(node, key);
  return one === undefined ? textsAt(node, key, '[]') : [one.trim()];
}

/** The values of a chart that stands in the config repo, by the path of its folder. */
export function chartFiles(chart: string | undefined): readonly string[] {
  return chart !== undefined && /^\.{0,2}\//.test(chart) ? [`${chart}/values.yaml`] : [];
}
