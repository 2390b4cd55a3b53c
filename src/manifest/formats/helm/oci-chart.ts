import { isTag } from '../../../image/reference.ts';
import { isDigest } from '../../../image/digest.ts';
import { type ReferenceSlot, spanOf, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { type MapNode, type Path, pathText, resolveAlias, type ScalarNode } from '../../yaml/tree.ts';

/** The keys of a document that say where a chart comes from, and in which version. */
interface ChartKeys {
  /** The folder of the chart in the registry, or the chart itself where `chart` is missing. */
  readonly home: string;
  readonly chart: string;
  readonly version: string;
}

const SCHEME = 'oci://';

/**
 * `{repoURL: ghcr.io/acme/charts, chart: app, targetRevision: 1.2.3}` and
 * `{chart: oci://ghcr.io/acme/app, version: 1.2.3}`: a chart or a folder of manifests in a registry, whose
 * version is a tag there. A chart of an HTTP repository is none.
 */
export function* ociChart(
  document: ViewDocument,
  format: string,
  { map, path, keys }: { readonly map: MapNode; readonly path: Path; readonly keys: ChartKeys },
): Generator<ReferenceSlot> {
  const [home, chart, version] = [keys.home, keys.chart, keys.version].map((key) => scalarOf(map, key));
  const name = chart ?? home;
  if (name === undefined || version === undefined) return;
  const span = spanOf(name);
  const isSchemed = spanText(span).startsWith(SCHEME);
  const registry = chart === undefined || home === undefined || isSchemed ? undefined : home.text.trim();
  // Only a name of a registry goes without a scheme, and only before a chart.
  if (registry === undefined ? !isSchemed : /^\w+:\/\//.test(registry.replace(SCHEME, '')) || registry === '')
    return;
  const tag = spanOf(version);
  const isRange = !isTag(spanText(tag)) && !isDigest(spanText(tag)) && !version.templated;
  yield {
    shape: 'split',
    format,
    view: document.view,
    at: pathText(path),
    merged: false,
    registry: registry?.replace(SCHEME, ''),
    repository: isSchemed ? { ...span, from: span.from + SCHEME.length } : span,
    tag: isRange ? undefined : tag,
    digest: undefined,
    insertion: undefined,
    bareDigest: false,
    emptyTagIsDefault: false,
    undecided: RANGE,
  };
}

const RANGE = {
  because: 'its version is a range and no tag',
  hint: 'Write one version there.',
};

function scalarOf(map: MapNode, key: string): ScalarNode | undefined {
  const value = resolveAlias(map.index.get(key)?.value);
  return value?.kind === 'scalar' && value.text.trim() !== '' ? value : undefined;
}
