import type { DeployedImage } from './deployed-images.ts';

/** The images of a config repo by whose they seem to be. */
export interface SortedImages {
  readonly own: readonly DeployedImage[];
  /** Whether it was a guess that these are own images, because several owners have as many. */
  readonly isGuess: boolean;
  readonly others: readonly DeployedImage[];
}

/** Registries that everybody pushes to: there the first part of the repository says whose it is. */
const SHARED_REGISTRIES =
  /^(?:ghcr\.io|docker\.io|quay\.io|gcr\.io|public\.ecr\.aws|registry\.gitlab\.com|[\w-]+-docker\.pkg\.dev)$/;
/** Registries that publish for everybody, and those of a machine of a developer. */
const NOBODYS_REGISTRIES =
  /^(?:registry\.k8s\.io|k8s\.gcr\.io|mcr\.microsoft\.com|docker\.elastic\.co|registry\.access\.redhat\.com|nvcr\.io|reg\.kyverno\.io|oci\.external-secrets\.io|(?:localhost|127\.0\.0\.1|host\.docker\.internal|kind-registry)(?::\d+)?)$/;
/** Owners that publish for everybody. */
const PUBLISHERS =
  /\/(?:library|docker|argoproj|bitnami(?:legacy|secure)?|cilium|cloudnative-pg|curlimages|dexidp|envoyproxy|external-secrets|fluxcd|grafana|hashicorp|istio|jetstack|kedacore|keycloak|kyverno|minio|nginx|oauth2-proxy|otel|prom|prometheus(?:-operator)?|renovatebot|traefik|valkey)$/;

/**
 * Which images are built by the people of this config repo. Those are they of the owner that the repository
 * itself has, and in registries that are nobody else's. Where neither is known, they are those of the owner
 * with the most.
 */
export function sortImages(images: readonly DeployedImage[], owner: string | undefined): SortedImages {
  const owned = images.filter(({ repository }) => !isPublished(repository));
  const certain = owned.filter(({ repository }) => isOwn(repository, owner));
  const chosen = certain.length > 0 ? { own: certain, isGuess: false } : ofTheLargestOwner(owned);
  return { ...chosen, others: images.filter((image) => !chosen.own.includes(image)) };
}

function isPublished(repository: string): boolean {
  const [registry = ''] = repository.split('/');
  return NOBODYS_REGISTRIES.test(registry) || PUBLISHERS.test(ownerOf(repository));
}

function isOwn(repository: string, owner: string | undefined): boolean {
  const [registry = '', name = ''] = repository.split('/');
  return SHARED_REGISTRIES.test(registry) ? name === owner?.toLowerCase() : true;
}

function ofTheLargestOwner(images: readonly DeployedImage[]): Omit<SortedImages, 'others'> {
  const counts = new Map<string, number>();
  for (const { repository } of images) {
    const owner = ownerOf(repository);
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const largest = [...counts].filter(([, count]) => count === most).map(([owner]) => owner);
  return {
    own: images.filter(({ repository }) => largest.includes(ownerOf(repository))),
    isGuess: largest.length > 1,
  };
}

/** `ghcr.io/acme` of `ghcr.io/acme/shop/api`; the registry alone where it has one owner. */
function ownerOf(repository: string): string {
  const [registry = '', name = ''] = repository.split('/');
  return SHARED_REGISTRIES.test(registry) ? `${registry}/${name}` : registry;
}
