import type { ViewDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import type { ManifestNode } from '../../yaml/tree.ts';
import { textsAt } from '../key-path.ts';

/**
 * Whose values are searched: the document that they stand in, the format that found them there, and their
 * group. Values of one group are read by one chart, wherever they stand.
 */
export interface ValuesOwner {
  readonly document: ViewDocument;
  readonly format: string;
  readonly group: string;
}

/** The group of the values under one key of a ConfigMap or Secret. */
export function dataGroup(kind: string, name: string, key: string): string {
  return `${kind} ${name} ${key}`;
}

/** The group of a HelmRelease's values. Releases of one name are a base and its patches. */
export function releaseGroup(name: string): string {
  return `HelmRelease ${name}`;
}

/** The group of a HelmChart's values, and of the HelmChartConfig of the same name that is laid over them. */
export function chartGroup(name: string): string {
  return `HelmChart ${name}`;
}

/** `valuesFile: prod.yaml` or `valuesFile: [base.yaml, prod.yaml]`: one text or a list of them. */
export function textOrTexts(node: ManifestNode | undefined, key: string): readonly string[] {
  const text = textAt(node, key);
  return text === undefined ? textsAt(node, key, '[]') : [text.trim()];
}

/** The values file of a chart that stands in the config repo, by the path of its folder. */
export function chartFiles(chart: string | undefined): readonly string[] {
  return chart !== undefined && /^\.{0,2}\//.test(chart) ? [`${chart}/values.yaml`] : [];
}
