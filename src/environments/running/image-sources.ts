import type { Config } from '../../config/config.ts';
import { imageNamed } from '../../config/images.ts';
import { vouchedSource } from '../../image/known-image.ts';
import { parseReference } from '../../image/reference.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import type { DeclaredImage } from './running-state.ts';

/** What a digest was built from, and its version. */
export interface ImageOrigin {
  /** `owner/name`: that of `waybill.yaml`, which the image agrees with. */
  readonly repository: string;
  readonly commit: string;
  readonly version: string | undefined;
}

/** The origin of a declared digest; undefined where `waybill.yaml` and the image do not name one together. */
export type OriginReader = (image: Pick<DeclaredImage, 'image' | 'digest'>) => ImageOrigin | undefined;

/**
 * Reads what digests were built from: two requests to the registry for each digest. Only the `source` of
 * `waybill.yaml` counts, because Waybill writes there, and an image can name any repository.
 */
export async function readOrigins(
  images: readonly Pick<DeclaredImage, 'image' | 'repository' | 'digest'>[],
  config: Config,
  readRecord: RecordReader,
): Promise<OriginReader> {
  const known = new Map<string, ImageOrigin>();
  for (const { image, repository, digest } of images) {
    const key = `${image} ${digest}`;
    const { source } = imageNamed(config, image);
    if (source === undefined || known.has(key)) continue;
    const { record } = await readRecord({ ...parseReference(repository), tag: undefined, digest });
    const named = vouchedSource(record, source);
    if (named === undefined || named.repository.toLowerCase() !== source.toLowerCase()) continue;
    known.set(key, { repository: source, commit: named.commit, version: record?.version });
  }
  return ({ image, digest }) => known.get(`${image} ${digest}`);
}
