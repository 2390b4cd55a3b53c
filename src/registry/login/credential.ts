/** How to log in to one registry. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token that the token server exchanges (`identitytoken`, or a helper's user `<token>`). */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A token that the registry takes as it is (`registrytoken`). */
  | { readonly kind: 'registry-token'; readonly token: string };

/**
 * Where logins come from. `of` takes a registry in canonical form: `docker.io`, `ghcr.io`, `127.0.0.1:5000`.
 * Undefined means that requests go without a login.
 */
export interface Credentials {
  of(registry: string): Promise<Credential | undefined>;
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
