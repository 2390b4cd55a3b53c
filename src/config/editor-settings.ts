import type { Config, EnvironmentConfig } from './config.ts';

/** What `waybill.yaml` tells the editor of manifests, apart from the images that change. */
export interface EditorSettings {
  readonly names: readonly string[];
  readonly expected: readonly string[];
  readonly customResources: Config['kinds'];
  readonly fillEmptyTags: readonly string[];
  readonly appVersionOf: string | undefined;
  /** In exactly how many places an image is declared, by its name. */
  readonly places: Readonly<Record<string, number>>;
}

/** Without a `waybill.yaml` all of it is empty. How often an image is declared depends on the environment. */
export function editorSettings(
  config: Config | undefined,
  environment?: Pick<EnvironmentConfig, 'expect'>,
): EditorSettings {
  const images = config?.images ?? [];
  return {
    // Where a pattern brings images, nobody has listed their names.
    names: config?.patterns.length ? [] : images.map(({ name }) => name),
    expected: images.map(({ repository }) => repository),
    customResources: config?.kinds ?? [],
    fillEmptyTags: images.filter((image) => image['fill-empty-tag']).map(({ name }) => name),
    appVersionOf: images.find((image) => image['app-version'])?.name,
    places: environment?.expect ?? {},
  };
}
