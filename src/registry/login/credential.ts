/** How to log in to one registry. */
export type Credential =
  | {
      readonly kind: 'password';
      readonly username: string;
      readonly password: string;
      /** Nobody set it up for this registry: where it is refused, reading goes on without it. */
      readonly optional?: true;
    }
  /** A refresh token that the token server exchanges (`identitytoken`, or a helper's user `<token>`). */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A token that the registry takes as it is (`registrytoken`). */
  | { readonly kind: 'registry-token'; readonly token: string };

/** What a login is wanted for: some are for one repository, or for pulling or pushing alone. */
export interface LoginScope {
  readonly repository: string;
  readonly actions: readonly ('pull' | 'push')[];
}

/**
 * Where logins come from. `of` takes a registry in canonical form: `docker.io`, `ghcr.io`, `127.0.0.1:5000`.
 * Undefined means that requests go without a login.
 */
export interface Credentials {
  of(registry: string, scope?: LoginScope): Promise<Credential | undefined>;
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
