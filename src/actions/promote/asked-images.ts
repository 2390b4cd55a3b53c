import type { Config, EnvironmentConfig, ImageConfig } from '../../config/config.ts';
import { imageMeant, imageOfRepository, laneOf, pinOf } from '../../config/images.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { isDigest } from '../../image/digest.ts';
import { type ImageReference, lastSegment, parseReference } from '../../image/reference.ts';
import type { Pin } from '../../manifest/plan-edits.ts';
import { bareVersion, type ImageRequest, tagOf, versionOf } from '../../promotion/lane/image-request.ts';
import type { AskedImage } from '../../promotion/lane/images.ts';
import type { Lane } from '../../promotion/lane/lane.ts';
import type { PromoteRequest } from './inputs.ts';
import type { Destination } from '../../environments/destination.ts';
import { laneSite } from '../../environments/lanes/lane-sites.ts';

/** The images of one lane that the run was asked to promote. */
export interface AskedLane {
  readonly lane: Lane;
  readonly images: readonly AskedImage[];
}

/**
 * Finds the image that each entry means, and puts those together that move together. Throws `IMAGE_UNKNOWN`
 * or `INPUT_INVALID`.
 */
export function askedLanes(request: PromoteRequest, destination: Destination): readonly AskedLane[] {
  const { config, environment, state, home = state } = destination;
  const images = withoutRepeats(
    request.images.map((entry) =>
      config === undefined
        ? bareImage(entry, request, state.fullName)
        : configuredImage(entry, config, environment, request.pin),
    ),
  );
  const lanes = new Map<string, { lane: Lane; images: AskedImage[] }>();
  for (const image of images) {
    const members = config === undefined ? undefined : laneOf(config, imageMeant(config, image.name));
    const unit = members?.name ?? image.name;
    const all = members?.images ?? [image];
    const site = laneSite(config === undefined ? undefined : home, state, all);
    const known = lanes.get(unit) ?? {
      lane: { environment: environment.name, unit, images: all.map(({ name }) => name), site },
      images: [],
    };
    known.images.push(image);
    lanes.set(unit, known);
  }
  return [...lanes.values()];
}

function configuredImage(
  entry: ImageRequest,
  config: Config,
  environment: EnvironmentConfig,
  pin: Pin | undefined,
): AskedImage {
  const image = meant(entry, config);
  const facts = {
    name: image.name,
    repository: image.repository,
    pin: pin ?? pinOf(environment, image),
    source: image.source,
    path: image.path,
  };
  return { ...facts, ...versionFor(entry, image) };
}

function meant(entry: ImageRequest, config: Config): ImageConfig {
  if (entry.kind === 'record') return imageMeant(config, entry.record.image);
  if (entry.name !== undefined) return imageMeant(config, entry.name);
  const known = imageOfRepository(config, entry.text);
  if (known !== undefined) return known;
  if (bareVersion(entry.text) !== undefined) throw whichImage(entry.text);
  return imageMeant(config, parseReference(entry.text, 'the image in "images"').spelling);
}

function versionFor(
  entry: ImageRequest,
  image: Pick<ImageConfig, 'name' | 'repository'>,
): Pick<AskedImage, 'tag' | 'tagIsGiven' | 'digest' | 'record'> {
  if (entry.kind === 'record') {
    const { record } = entry;
    return { tag: tagOf(record), tagIsGiven: false, digest: record.digest, record };
  }
  const version = versionOf(entry.text, image.name, image.repository);
  return { ...version, tagIsGiven: version.tag !== undefined, record: undefined };
}

/** Without `waybill.yaml` the entry itself says the repository, or the input `image` does. */
function bareImage(entry: ImageRequest, request: PromoteRequest, home: string): AskedImage {
  const reference = bareReference(entry, request.image, home);
  const name = entry.kind === 'text' ? entry.name : undefined;
  const image = {
    name: name ?? lastSegment(reference.repository),
    repository: reference.spelling,
  };
  const facts = { ...image, pin: request.pin ?? ('digest' as const), source: undefined, path: undefined };
  return { ...facts, ...versionFor(entry, image) };
}

function bareReference(entry: ImageRequest, image: string | undefined, home: string): ImageReference {
  if (entry.kind === 'record') return parseReference(entry.record.image, 'the image of the record');
  const { name, text } = entry;
  const bare = bareVersion(text) !== undefined;
  if (bare && image !== undefined) return parseReference(image, 'the input "image"');
  // `nginx=nginx@sha256:…` repeats the repository; of any other name what follows is a version.
  if (bare && name !== undefined && text.split('@')[0] !== name) throw whoseVersion(name, text, home);
  const reference = parseReference(text, 'the image in "images"');
  if (bare && reference.digest === undefined) throw whichImage(text);
  return reference;
}

function whoseVersion(name: string, text: string, home: string): WaybillError {
  const message = `${home} has no waybill.yaml, so nothing says which repository "${name}" is`;
  const whole = isDigest(text) || text.startsWith('@') ? `@${text.replace(/^@/, '')}` : `:${text}`;
  return new WaybillError('INPUT_INVALID', message, {
    hint: `Write the repository into "images" (${name}=ghcr.io/acme/${name}${whole}), or name it with the input "image".`,
  });
}

function whichImage(text: string): WaybillError {
  return new WaybillError('INPUT_INVALID', `"images" does not say which image "${text}" is a version of`, {
    hint: 'Write name=tag or registry/repository:tag, or name the repository with the input "image".',
  });
}

function withoutRepeats(images: readonly AskedImage[]): readonly AskedImage[] {
  return images.filter((image, index) => {
    const first = images.find((other) => other.name === image.name) ?? image;
    if (first === image) return true;
    const same =
      first.digest === image.digest && first.repository === image.repository && first.tag === image.tag;
    if (same && index > 0) return false;
    throw new WaybillError('INPUT_INVALID', `"images" names ${image.name} twice, with different versions`, {
      hint: 'An environment declares one version of an image: keep one of the two lines.',
    });
  });
}
