import type { Config } from './config.ts';

/** What `waybill.yaml` tells the editor of manifests beside the images that change. */
export interface EditorSettings {
  readonly names: readonly string[];
  readonly expected: readonly string[];
  readonly customResources: Config['kinds'];
  readonly fillEmptyTags: readonly string[];
  readonly appVersionOf: string | undefined;
}

/** Without a `waybill.yaml` nothing is known beside what changes. */
export function editorSettings(config: Config | undefined): EditorSettings {
  const images = config?.images ?? [];
  return {
    names: images.map(({ name }) => name),
    expected: images.map(({ repository }) => repository),
    customResources: config?.kinds ?? [],
    fillEmptyTags: images.filter((image) => image['fill-empty-tag']).map(({ name }) => name),
    appVersionOf: images.find((image) => image['app-version'])?.name,
  };
}
