import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { AppRegistration, TokenGrant } from '../sandbox-github.ts';

export type Permissions = TokenGrant['permissions'];

/** A GitHub App with its one installation: on the account that owns the repositories. */
export interface App {
  readonly id: number;
  readonly installationId: number;
  readonly clientId: string;
  readonly slug: string;
  readonly owner: string;
  readonly permissions: Permissions;
  /** `owner/name`; undefined where it is installed on all repositories of its owner. */
  readonly repositories: readonly string[] | undefined;
  readonly key: KeyObject;
}

/** The App of a registration. */
export function appOf(registration: AppRegistration, ids: { app: number; installation: number }): App {
  const { clientId, slug, owner, permissions, repositories, publicKey } = registration;
  return {
    id: ids.app,
    installationId: ids.installation,
    clientId,
    slug,
    owner,
    permissions: { metadata: 'read', ...permissions },
    repositories,
    key: createPublicKey(publicKey),
  };
}

/** How long a JSON web token of an App may be valid, in seconds. */
const LONGEST = 600;

/**
 * The App that signed a JSON web token; undefined where the text is none. A token that is none of its App's,
 * or that is not valid at this time, is refused with the words that GitHub has for it.
 */
export function appOfJsonWebToken(
  apps: readonly App[],
  text: string,
  now: Date,
): App | { readonly refusal: string } | undefined {
  const parts = text.split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined)
    return undefined;
  const claims = claimsOf(payload);
  if (claims === undefined) return { refusal: 'A JSON web token could not be decoded' };
  // Argo CD writes the number as a text.
  const issuer = String(claims['iss']);
  const app = apps.find(({ clientId, id }) => issuer === clientId || issuer === String(id));
  if (app === undefined) return { refusal: "'Issuer' claim ('iss') must be an Integer" };
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, app.key, Buffer.from(signature, 'base64url')))
    return { refusal: 'A JSON web token could not be decoded' };
  const { iat, exp } = claims;
  const seconds = Math.floor(now.getTime() / 1000);
  if (typeof exp !== 'number' || exp <= seconds || exp > seconds + LONGEST)
    return { refusal: "'Expiration time' claim ('exp') is too far in the future" };
  if (typeof iat !== 'number' || iat > seconds + 60)
    return { refusal: "'Issued at' claim ('iat') must be an Integer representing the time" };
  return app;
}

function claimsOf(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
