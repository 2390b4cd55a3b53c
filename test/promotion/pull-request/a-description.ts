import type { KnownImage } from '../../../src/image/known-image.ts';
import type { ImageRecord } from '../../../src/image/record.ts';
import type { PlacedImage, RecordedImage, ReplacedVersions } from '../../../src/promotion/lane/images.ts';
import { ORDINARY } from '../../../src/promotion/lane/purpose.ts';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import { pullRequestBody, type PullRequestText } from '../../../src/promotion/pull-request/pull-request.ts';
import { digestOf } from '../gates/a-question.ts';

export const OLD = digestOf('1');
export const NEW = digestOf('2');

/** What somebody attached, and the image says nothing of. */
export function recordAlone(more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    schemaVersion: 1,
    image: 'ghcr.io/acme/api',
    digest: NEW,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    platforms: [],
    tags: [],
    ...more,
  };
}

/** The same of an image whose own labels say all of it. */
export function aRecord(more: Partial<ImageRecord> = {}): KnownImage {
  const { version, created, source } = more;
  return {
    ...recordAlone(more),
    own: {
      claim: { source: undefined, commit: undefined },
      ...(version === undefined ? {} : { version }),
      ...(created === undefined ? {} : { created }),
      ...(source === undefined ? {} : { source }),
    },
  };
}

/** An image that goes from v1 to v2, of which nothing is recorded. */
export function placed(
  name: string,
  image: Partial<RecordedImage> = {},
  from: Partial<ReplacedVersions> = {},
): PlacedImage {
  return {
    image: { name, repository: `ghcr.io/acme/${name}`, tag: 'v2', digest: NEW, record: undefined, ...image },
    from: { digests: [OLD], tags: ['v1'], record: undefined, ...from },
  };
}

/** The description of a pull request that brings these images into prod. */
export function description(images: readonly PlacedImage[], more: Partial<PullRequestText> = {}): string {
  return pullRequestBody({
    lane: { environment: 'prod', unit: 'shop', images: images.map(({ image }) => image.name) },
    key: 'c'.repeat(64),
    proposal: {},
    placed: images,
    changes: [],
    superseded: [],
    files: ['envs/prod/values.yaml'],
    left: [],
    environmentUrl: undefined,
    server: 'https://github.com',
    purpose: ORDINARY,
    facts: NO_FACTS,
    ...more,
  });
}
