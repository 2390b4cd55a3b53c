import { imageNamed } from '../config/images.ts';
import { parseReference } from '../image/reference.ts';
import type { Knowledge, RecordReader } from '../records/record-reader.ts';
import type { BroughtImage } from '../verification/brought-images.ts';
import { imageObjections, type SeenImage } from '../verification/image-objections.ts';
import type { Objection } from '../verification/objection.ts';
import type { Config } from '../config/config.ts';

/** What stands against the images themselves, by `waybill.yaml` and by the registry. */
export async function objectionsTo(
  images: readonly BroughtImage[],
  environment: string,
  { config, readRecord }: { readonly config: Config; readonly readRecord: RecordReader },
): Promise<readonly Objection[]> {
  const objections: Objection[] = [];
  for (const image of images) {
    const { repository } = imageNamed(config, image.name);
    const known = await readRecord({ ...parseReference(repository), digest: image.digest });
    objections.push(...imageObjections(environment, image, seenIn(known), config));
  }
  return objections;
}

function seenIn({ record, gone }: Knowledge): SeenImage {
  if (gone === true) return { kind: 'gone' };
  return record === undefined ? { kind: 'unanswered' } : { kind: 'there', platforms: record.platforms };
}
