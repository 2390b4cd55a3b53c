interface KnownTokenServer {
  /** Hosts of registries, in lower case and without a port. */
  readonly registry: RegExp;
  /** The host that gives their tokens. */
  readonly tokenServer: string;
}

/** Token servers that live under another domain than their registry, as their operators run them. */
export const KNOWN_TOKEN_SERVERS: readonly KnownTokenServer[] = [
  { registry: /(?:^|\.)pkg\.dev$/, tokenServer: 'oauth2.googleapis.com' },
  { registry: /(?:^|\.)gcr\.io$/, tokenServer: 'oauth2.googleapis.com' },
  { registry: /\.azurecr\.io$/, tokenServer: 'login.microsoftonline.com' },
  // rg.fr-par.scw.cloud, rg.nl-ams.scw.cloud, rg.pl-waw.scw.cloud
  { registry: /^rg\.[a-z]{2}-[a-z]{3}\.scw\.cloud$/, tokenServer: 'api.scaleway.com' },
];
