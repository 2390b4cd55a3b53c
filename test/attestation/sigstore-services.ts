import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { tsaHandler } from '@sigstore/mock';
import type { SigstoreParts } from './sigstore-stand-in.ts';

/** What a service of Sigstore answers to one request. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

type Service = (method: string, path: string, body: string) => Promise<ServiceAnswer>;

/** The services that sign, by the first part of their names; they refuse what the real ones refuse. */
export interface SigstoreServices {
  readonly fulcio: Service;
  readonly rekor: Service;
  readonly timestamp: Service;
}

/** `identityKey` is the key that GitHub signs with who a job is. */
export function sigstoreServices(parts: SigstoreParts, identityKey: string): SigstoreServices {
  const entries = new Map<string, string>();
  return {
    fulcio: async (method, path, body) => {
      if (method !== 'POST' || path !== '/api/v2/signingCert') return json(404, { message: 'Not Found' });
      const { credentials, publicKeyRequest: request } = JSON.parse(body);
      const claims = claimsOf(String(credentials?.oidcIdentityToken), identityKey);
      if (claims === undefined)
        return json(400, { code: 3, message: 'There was an error processing the identity token' });
      const key = createPublicKey(request.publicKey.content);
      const proof = Buffer.from(request.proofOfPossession, 'base64');
      if (!verify('sha256', Buffer.from(claims['sub'] ?? ''), key, proof))
        return json(400, { code: 3, message: 'The signature supplied in the request could not be verified' });
      const extensions = extensionsOf(claims);
      const certificate = await parts.certify(key, extensions);
      const chain = { certificates: [pemOf(certificate), pemOf(parts.root)] };
      return json(200, { signedCertificateEmbeddedSct: { chain } });
    },
    rekor: async (method, path, body) => {
      const found = entries.get(path.split('/').at(-1) ?? '');
      if (method === 'GET')
        return found === undefined
          ? json(404, { code: 404, message: 'entry not found' })
          : { status: 200, body: found };
      const entry = canonicalEntry(body);
      if (entry === undefined)
        return json(400, { code: 400, message: 'error processing entry: invalid envelope' });
      // The log keeps each entry once, and says where.
      const uuid = createHash('sha256').update(JSON.stringify(entry)).digest('hex');
      const location = `/api/v1/log/entries/${uuid}`;
      if (entries.has(uuid))
        return {
          ...json(409, { code: 409, message: 'an equivalent entry already exists in the transparency log' }),
          headers: { location },
        };
      const [answer] = Object.values(await parts.log(entry));
      const text = JSON.stringify({ [uuid]: answer });
      entries.set(uuid, text);
      return { status: 201, body: text, headers: { location } };
    },
    timestamp: async (method, path, body) => {
      if (method !== 'POST' || path !== '/api/v1/timestamp') return json(404, {});
      const { statusCode, response } = await tsaHandler(parts.tsa).fn(body);
      const bytes =
        typeof response === 'string'
          ? response
          : new Uint8Array(response.buffer, response.byteOffset, response.byteLength);
      return { status: statusCode, body: bytes };
    },
  };
}

function json(status: number, value: object): ServiceAnswer {
  return { status, body: JSON.stringify(value) };
}

type Claims = Readonly<Record<string, string | undefined>>;

/** What a token says that GitHub signed for Sigstore; the stand-in for GitHub can have another clock. */
function claimsOf(token: string, identityKey: string): Claims | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, identityKey, Buffer.from(signature, 'base64url'))) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return claims.aud === 'sigstore' ? claims : undefined;
}

/** How Fulcio writes a token of GitHub into a certificate: sigstore/fulcio, docs/oid-info.md. */
function extensionsOf(claims: Claims): Readonly<Record<number, string>> {
  const at = (name: string): string => `https://github.com/${claims[name] ?? ''}`;
  return {
    8: claims['iss'] ?? '',
    9: at('job_workflow_ref'),
    10: claims['job_workflow_sha'] ?? '',
    11: claims['runner_environment'] ?? '',
    12: at('repository'),
    13: claims['sha'] ?? '',
    14: claims['ref'] ?? '',
    15: claims['repository_id'] ?? '',
    16: at('repository_owner'),
    17: claims['repository_owner_id'] ?? '',
    18: at('workflow_ref'),
    19: claims['workflow_sha'] ?? '',
    20: claims['event_name'] ?? '',
    21: `${at('repository')}/actions/runs/${claims['run_id'] ?? ''}/attempts/${claims['run_attempt'] ?? ''}`,
    22: claims['repository_visibility'] ?? '',
  };
}

/** What Rekor keeps of an envelope whose signature holds (type "dsse", 0.0.1); it is given the whole one. */
function canonicalEntry(body: string): object | undefined {
  const { kind, apiVersion, spec } = JSON.parse(body);
  if (kind !== 'dsse' || apiVersion !== '0.0.1') return undefined;
  const { envelope: text, verifiers } = spec.proposedContent;
  const { payload, payloadType, signatures } = JSON.parse(text);
  const verifier = String(verifiers[0]);
  const bytes = Buffer.from(payload, 'base64');
  const signature = Buffer.from(signatures[0].sig, 'base64');
  const { publicKey } = new X509Certificate(Buffer.from(verifier, 'base64'));
  if (!verify('sha256', dsse.preAuthEncoding(payloadType, bytes), publicKey, signature)) return undefined;
  const hash = (data: string | Buffer): object => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(data).digest('hex'),
  });
  return {
    apiVersion,
    kind,
    spec: {
      envelopeHash: hash(text),
      payloadHash: hash(bytes),
      signatures: [{ signature: signatures[0].sig, verifier }],
    },
  };
}

function pemOf(certificate: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate).toString('base64')}\n-----END CERTIFICATE-----\n`;
}
