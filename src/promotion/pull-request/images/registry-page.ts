import type { Digest } from '../../../image/digest.ts';
import { tryParseReference } from '../../../image/reference.ts';

/** An image by its digest, and what it was built from where the image itself says so. */
export interface ShownImage {
  /** `registry/repository`. */
  readonly repository: string;
  readonly digest: Digest;
  /** `owner/name` on the server of the links. */
  readonly source: string | undefined;
}

/**
 * The page on which a registry shows an image to people. Undefined where a registry has none that can be told
 * from the name: a link that leads nowhere is worse than none.
 */
export function registryPage({ repository, digest, source }: ShownImage, server: string): string | undefined {
  const name = tryParseReference(repository);
  if (name === undefined) return undefined;
  const [first = '', ...rest] = name.repository.split('/');
  switch (name.registry) {
    case 'ghcr.io':
      return packagePage(first, rest.join('/'), source, server);
    case 'docker.io': {
      const page = first === 'library' ? `_/${rest.join('/')}` : `r/${name.repository}`;
      return `https://hub.docker.com/${page}/tags`;
    }
    case 'quay.io':
      return `https://quay.io/repository/${name.repository}/manifest/${digest}`;
    case 'public.ecr.aws':
      return `https://gallery.ecr.aws/${name.repository}`;
    default:
      return amazonPage(name.registry, name.repository, digest);
  }
}

/**
 * GitHub shows a package below the repository that the label of its image names, where both have one owner.
 */
function packagePage(
  owner: string,
  name: string,
  source: string | undefined,
  server: string,
): string | undefined {
  if (source === undefined || source.split('/')[0]?.toLowerCase() !== owner.toLowerCase()) return undefined;
  return `${server}/${source}/pkgs/container/${encodeURIComponent(name)}`;
}

/** `<account>.dkr.ecr.<region>.amazonaws.com`. */
function amazonPage(registry: string, repository: string, digest: Digest): string | undefined {
  const [, account, region] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$/.exec(registry) ?? [];
  if (account === undefined || region === undefined) return undefined;
  return `https://${region}.console.aws.amazon.com/ecr/repositories/private/${account}/${repository}/_/image/${digest}/details?region=${region}`;
}
