/**
 * The annotation keys of the image specification that Waybill reads and writes (opencontainers/image-spec,
 * annotations.md). The same keys serve as labels in the configuration of an image.
 */
export const ANNOTATIONS = {
  created: 'org.opencontainers.image.created',
  description: 'org.opencontainers.image.description',
  revision: 'org.opencontainers.image.revision',
  source: 'org.opencontainers.image.source',
  title: 'org.opencontainers.image.title',
  url: 'org.opencontainers.image.url',
  version: 'org.opencontainers.image.version',
} as const;

export type AnnotationKey = (typeof ANNOTATIONS)[keyof typeof ANNOTATIONS];
