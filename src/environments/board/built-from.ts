import type { ImageConfig } from '../../config/config.ts';
import type { Digest } from '../../image/digest.ts';
import { vouchedSource } from '../../image/known-image.ts';
import { parseReference } from '../../image/reference.ts';
import type { Trailers } from '../../promotion/lane/trailers.ts';
import type { RecordReader } from '../../records/record-reader.ts';

/** The commit that a digest was built from. */
export interface BuiltFrom {
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
}

/**
 * What a promotion's commit says that a digest was built from. It lists the sources of all images that moved
 * together, so it says that of an image only where there is one source, or one of the repository that
 * `waybill.yaml` names.
 */
export function builtFromTrailers(
  { name, source }: Pick<ImageConfig, 'name' | 'source'>,
  digest: Digest,
  trailers: readonly Trailers[],
): BuiltFrom | undefined {
  const own = trailers.find(({ images }) =>
    images.some((image) => image.name === name && image.digest === digest),
  );
  const sources = (own?.sources ?? []).map((text): BuiltFrom => {
    const at = text.lastIndexOf('@');
    return { repository: text.slice(0, at), commit: text.slice(at + 1) };
  });
  const named = sources.filter(({ repository }) => repository.toLowerCase() === source?.toLowerCase());
  const known = source === undefined ? sources : named;
  return known.length === 1 ? known[0] : undefined;
}

/** Digests of images that are asked of the registry at once. */
const TOGETHER = 8;

/** What images themselves say that they were built from, by digest; nothing where they do not say. */
export async function readBuiltFrom(
  asked: readonly { readonly image: ImageConfig; readonly digest: Digest }[],
  readRecord: RecordReader,
): Promise<ReadonlyMap<Digest, BuiltFrom>> {
  const found = new Map<Digest, BuiltFrom>();
  for (let start = 0; start < asked.length; start += TOGETHER) {
    const some = asked.slice(start, start + TOGETHER);
    const answers = await Promise.all(
      some.map(({ image, digest }) => readRecord({ ...parseReference(image.repository), digest })),
    );
    for (const [index, { image, digest }] of some.entries()) {
      const source = vouchedSource(answers[index]?.record, image.source);
      if (source !== undefined) found.set(digest, source);
    }
  }
  return found;
}
