import { WaybillError } from '../../errors/waybill-error.ts';
import { type Digest, digestHint, isDigest, looksLikeDigest } from '../../image/digest.ts';
import {
  type ImageReference,
  isTag,
  referenceHint,
  sameRepository,
  tryParseReference,
} from '../../image/reference.ts';
import { looksLikeTag, tagHint } from '../../image/tags.ts';

/**
 * One `--image`: the image that is meant, by name or repository, and what to bring it to. At least one part
 * is there.
 */
export interface ImageArgument {
  readonly image: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
  /** The reference on the right side, where it was written whole. */
  readonly reference: ImageReference | undefined;
}

/**
 * Reads one `--image`:
 *
 * - `IMAGE=REPOSITORY[:TAG][@DIGEST]`: a whole reference. It has a `/` or a `:` in its name, or begins as
 *   IMAGE does.
 * - `IMAGE=TAG[@DIGEST]`, `IMAGE=DIGEST`, `IMAGE=@DIGEST`: what changes, alone.
 * - `REPOSITORY[:TAG][@DIGEST]`: a whole reference that also says which image is meant.
 *
 * Throws `INPUT_INVALID` when it is none of these, or has neither tag nor digest.
 */
export function parseImageArgument(text: string): ImageArgument {
  const equals = text.indexOf('=');
  if (equals === -1) return fromReference(text, text, undefined);
  const image = text.slice(0, equals);
  const target = text.slice(equals + 1);
  if (image === '' || target === '') throw invalid(text, GRAMMAR);
  return partsAlone(image, target) ?? fromReference(text, target, image);
}

function partsAlone(image: string, target: string): ImageArgument | undefined {
  if (isDigest(target)) return { image, tag: undefined, digest: target, reference: undefined };
  if (looksLikeDigest(target)) throw invalid(`${image}=${target}`, digestHint(target));
  const at = target.indexOf('@');
  const tag = at === -1 ? target : target.slice(0, at);
  const digest = at === -1 ? undefined : target.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) return undefined;
  if (tag !== image && looksLikeTag(tag) && !isTag(tag)) throw invalid(`${image}=${target}`, tagHint(tag));
  if (tag === '')
    return digest === undefined ? undefined : { image, tag: undefined, digest, reference: undefined };
  // `redis=redis@sha256:…` means the repository; nobody tags an image with its own name.
  if (tag === image || !isTag(tag)) return undefined;
  return { image, tag, digest, reference: undefined };
}

function fromReference(text: string, target: string, image: string | undefined): ImageArgument {
  // `sha256:` and too few digits would read as a repository with a tag.
  if (looksLikeDigest(target)) throw invalid(text, digestHint(target));
  const reference = tryParseReference(target);
  if (reference === undefined) throw invalid(text, unreadable(target));
  const { tag, digest, spelling } = reference;
  if (tag === undefined && digest === undefined) throw invalid(text, withoutVersion(target, image));
  return { image: image ?? spelling, tag, digest, reference };
}

function unreadable(target: string): string {
  if (target.includes(',')) return `Give each image an --image of its own. ${GRAMMAR}`;
  const at = target.indexOf('@');
  const isVersion = at > 0 && isTag(target.slice(0, at));
  return isVersion
    ? `After "@" comes the digest. ${digestHint(target.slice(at + 1))}`
    : (referenceHint(target) ?? GRAMMAR);
}

/** `api=feature/x` may be a tag with a slash or a repository, and is wrong as both. */
function withoutVersion(target: string, image: string | undefined): string {
  const add = 'add :TAG, @sha256:…, or both';
  if (image === undefined || !target.includes('/')) return `It says neither tag nor digest: ${add}.`;
  return `${tagHint(target)} As a repository, ${shortened(target)} says neither tag nor digest: ${add}.`;
}

const GRAMMAR =
  'Write REPOSITORY=TAG@sha256:…, for example --image ghcr.io/acme/api=v1.4.0@sha256:…; "--help" shows every form.';

function invalid(text: string, hint: string): WaybillError {
  return new WaybillError('INPUT_INVALID', `--image ${JSON.stringify(shortened(text))} cannot be read`, {
    hint,
  });
}

/** A reference is 460 characters long at most. What is longer is no reference, and nobody reads it. */
function shortened(text: string): string {
  return text.length <= 460 ? text : `${text.slice(0, 100)}…`;
}

/**
 * Refuses a whole reference to another repository than the image's: a promotion changes the digest, never the
 * name.
 */
export function checkSameRepository(argument: ImageArgument, repository: string): void {
  const own = tryParseReference(repository);
  if (own === undefined || argument.reference === undefined || sameRepository(own, argument.reference))
    return;
  throw new WaybillError(
    'INPUT_INVALID',
    `--image brings ${argument.image} to another repository: ${argument.reference.spelling} is not ${repository}`,
    {
      hint: `An image keeps its repository; write the repository of the image on both sides, or the tag and digest alone.${
        argument.reference.tag === undefined && argument.reference.spelling.includes('/')
          ? ` ${tagHint(argument.reference.spelling)}`
          : ''
      }`,
    },
  );
}
