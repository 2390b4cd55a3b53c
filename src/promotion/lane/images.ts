import type { Digest } from '../../image/digest.ts';
import type { ImageRecord } from '../../image/record.ts';

/** An image that an environment shall declare. */
export interface WantedImage {
  /** Its name in `waybill.yaml`, or the last part of its repository where there is none. */
  readonly name: string;
  /** `registry/repository` as the config spells it. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest;
  /** What is known of the digest. Absent when nobody recorded it and the image says nothing. */
  readonly record: ImageRecord | undefined;
}

/** What a lane proposes for one image: the new reference and what the files declare so far. */
export interface PlacedImage {
  readonly image: WantedImage;
  readonly from: ReplacedVersions;
}

/** What the environment's files declare of an image now. More than one digest or tag when files disagree. */
export interface ReplacedVersions {
  readonly digests: readonly string[];
  readonly tags: readonly string[];
  /** What is known of the digest that is replaced, when there is one and it is known. */
  readonly record: ImageRecord | undefined;
}
