/**
 * The registries that the stand-in can play by name: what each does otherwise than the distribution
 * specification leads one to expect.
 */
export type PlayedRegistry =
  | 'quay'
  | 'harbor-2.7'
  | 'harbor-immutable'
  | 'ecr-immutable'
  | 'aliyun'
  | 'ghcr'
  | 'gitlab'
  | 'docker-hub'
  | 'scaleway';

/** How one registry behaves where registries differ. */
export interface RegistryPlay {
  /**
   * What reading in a repository that is not there gets, with a good login: 404; 401, from a token that was
   * given without the right (quay/quay#1054, helm/helm#31567); or no token at all.
   */
  readonly missing: 'unknown' | 'unauthorized' | 'no-token';
  /** Whether a push makes the repository, at the latest when it ends. */
  readonly pushCreates: boolean;
  /**
   * What `/v2/<name>/referrers/<digest>` gets: a list, 404, or 401 whoever asks (goharbor/harbor#18305).
   */
  readonly referrers: 'listed' | 'unknown' | 'unauthorized';
  /**
   * A tag that is there cannot be written again, not even on the digest that it has. Harbor says so before it
   * looks at what is pushed (its middleware `immutable` stands before the registry), Amazon ECR after it
   * (aws/containers-roadmap#2179, moby/buildkit#3776). That ECR looks at it first is assumed: nobody says.
   */
  readonly immutableTags: 'told-first' | 'told-last' | undefined;
  /** What a challenge names as the service that a login is for. */
  readonly service: string;
  /** The media types that `artifactType` and a config may have; any where it is missing (ocx-sh/ocx#480). */
  readonly knownTypes?: ReadonlySet<string>;
  /** The name `sha256-<hex>` is read as the digest and not as a tag (oras-project/oras-go#1396). */
  readonly digestTags: boolean;
  /** Every GET of a manifest is a pull and counts against a limit; a HEAD is free. */
  readonly countsPulls: boolean;
  /** Tokens come from a server with an address of its own. */
  readonly ownTokenServer: boolean;
}

const SPECIFICATION: RegistryPlay = {
  missing: 'unknown',
  pushCreates: true,
  referrers: 'listed',
  immutableTags: undefined,
  service: 'sandbox-registry',
  digestTags: false,
  countsPulls: false,
  ownTokenServer: false,
};

/** What GitLab's registry knows of images, charts and signatures; everything else is refused. */
const KNOWN_TO_GITLAB = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.cncf.helm.config.v1+json',
  'application/vnd.oci.empty.v1+json',
]);

/** Aliyun refuses the empty config of an artifact, and types that it does not know. */
const KNOWN_TO_ALIYUN = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.cncf.helm.config.v1+json',
]);

const PLAYS: Readonly<Record<PlayedRegistry, RegistryPlay>> = {
  quay: { ...SPECIFICATION, missing: 'unauthorized' },
  'harbor-2.7': { ...SPECIFICATION, service: 'harbor-registry', referrers: 'unauthorized' },
  'harbor-immutable': { ...SPECIFICATION, service: 'harbor-registry', immutableTags: 'told-first' },
  'ecr-immutable': {
    ...SPECIFICATION,
    service: 'ecr.amazonaws.com',
    pushCreates: false,
    immutableTags: 'told-last',
  },
  aliyun: { ...SPECIFICATION, referrers: 'unknown', knownTypes: KNOWN_TO_ALIYUN },
  ghcr: { ...SPECIFICATION, missing: 'no-token', referrers: 'unknown' },
  gitlab: { ...SPECIFICATION, referrers: 'unknown', digestTags: true, knownTypes: KNOWN_TO_GITLAB },
  'docker-hub': { ...SPECIFICATION, missing: 'unauthorized', countsPulls: true },
  scaleway: { ...SPECIFICATION, ownTokenServer: true },
};

/** How a registry behaves; as the specification says where none is named. */
export function playOf(name: PlayedRegistry | undefined): RegistryPlay {
  return name === undefined ? SPECIFICATION : PLAYS[name];
}
