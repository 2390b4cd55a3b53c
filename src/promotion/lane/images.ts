import type { Digest } from '../../image/digest.ts';
import type { KnownImage } from '../../image/known-image.ts';
import type { ImageRecord } from '../../image/record.ts';
import type { Pin } from '../../manifest/plan-edits.ts';

/*
 * One image on its way into an environment, as more and more becomes known of it:
 *
 *   AskedImage      what a run was asked to promote; its digest may still be unknown
 *   ProposedImage   name and digest: what a lane proposes, or a commit's trailers say
 *   RecordedImage   … with its repository, and what is known of the digest
 *   ResolvedImage   … with how its files are written: the registry has this digest
 *   PlacedImage     … with what the files declare so far: it is to be written there
 */

/** What `waybill.yaml` or the inputs say of an image. It stays the same from one version to the next. */
export interface ImageSettings {
  /** Its name in `waybill.yaml`, or the last part of its repository where there is none. */
  readonly name: string;
  /** `registry/repository` as the config spells it. */
  readonly repository: string;
  readonly pin: Pin;
  /** The repository that it is built from, `owner/name`. */
  readonly source: string | undefined;
  /** The folder of that repository which it is built from. */
  readonly path: string | undefined;
}

/** An image that a run was asked to promote, as the config repo knows it. */
export interface AskedImage extends ImageSettings {
  readonly tag: string | undefined;
  /** Whether a person or a workflow named the tag. A record's tag is only the one that suits best. */
  readonly tagIsGiven: boolean;
  readonly digest: Digest | undefined;
  readonly record: ImageRecord | undefined;
}

/** An image with the digest that a lane proposes. */
export interface ProposedImage {
  readonly name: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
}

/** A proposed image, and what is known of its digest. */
export interface RecordedImage extends ProposedImage {
  readonly repository: string;
  /** Undefined when nobody recorded it and the image says nothing, and when the registry did not answer. */
  readonly record: KnownImage | undefined;
  /** The registry did not answer. */
  readonly unanswered?: boolean;
}

/** A proposed image with everything that is needed to write it. */
export interface ResolvedImage extends RecordedImage, ImageSettings {}

/** An image that changes files: the new reference, and what the files declare so far. */
export interface PlacedImage {
  readonly image: RecordedImage;
  readonly from: ReplacedVersions;
}

/**
 * What the files declare of an image that a lane replaces. There is more than one digest or tag when files
 * disagree.
 */
export interface ReplacedVersions {
  readonly digests: readonly string[];
  readonly tags: readonly string[];
  /** What is known of the digest that is replaced, when there is one and it is known. */
  readonly record: KnownImage | undefined;
  /** The registry did not answer. */
  readonly unanswered?: boolean;
}
