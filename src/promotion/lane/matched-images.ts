import type { Config } from '../../config/config.ts';
import { withMatched } from '../../config/image-patterns.ts';
import { everyReference } from '../../manifest/every-reference.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';

/**
 * The same `waybill.yaml` with an entry for each image that its patterns match and that a file names by
 * itself. Throws `CONFIG_INVALID` where two of them would have one name.
 */
export function withImagesOf(config: Config, files: readonly ManifestFile[]): Config {
  if (config.patterns.length === 0) return config;
  const named = everyReference(files, { customResources: config.kinds });
  return withMatched(
    config,
    named.filter(({ isTemplated }) => isTemplated !== true).map(({ repository }) => repository),
  );
}
