import type { Signer } from '@sigstore/verify';
import { no, ok, type Result } from '../../errors/result.ts';
import type { SignerClaims } from '../../verification/provenance/attestation.ts';
import { derText } from './der-text.ts';

/** Where Fulcio writes who signed: sigstore/fulcio, docs/oid-info.md. 1 to 6 are older forms of these. */
const ARC = '1.3.6.1.4.1.57264.1.';
const REQUIRED = {
  issuer: 8,
  signerUri: 9,
  runner: 11,
  repository: 12,
  commit: 13,
  ref: 14,
  repositoryId: 15,
  ownerId: 17,
  event: 20,
} as const;
const OPTIONAL = { run: 21 } as const;

/** Who signed, from the certificate; the problem is half a sentence. */
export function readClaims({ identity }: Signer): Result<SignerClaims> {
  const values = new Map<string, Uint8Array>();
  for (const { oid, value } of identity?.oids ?? []) {
    const id = oid?.id.join('.') ?? '';
    if (values.has(id)) return no(`its certificate has ${id} twice`);
    values.set(id, value);
  }
  const read = (number: number): string | undefined => {
    const value = values.get(`${ARC}${number}`);
    return value === undefined ? undefined : derText(value);
  };
  for (const number of [...Object.values(REQUIRED), ...Object.values(OPTIONAL)])
    if (values.has(`${ARC}${number}`) && read(number) === undefined)
      return no(`its certificate has ${ARC}${number} in a form that cannot be read`);
  const required = mapValues(REQUIRED, read);
  const missing = Object.entries(required).find(([, value]) => value === undefined || value === '');
  if (missing !== undefined) return no(`its certificate does not name the ${missing[0]}`);
  const claims = { ...withDefaults(required), ...mapValues(OPTIONAL, read) };
  if (identity?.subjectAlternativeName !== claims.signerUri) return no('its certificate names two signers');
  return ok(claims);
}

function mapValues<K extends string>(
  numbers: Readonly<Record<K, number>>,
  read: (number: number) => string | undefined,
): Record<K, string | undefined> {
  const entries = Object.entries<number>(numbers).map(([name, number]) => [name, read(number)]);
  return Object.fromEntries(entries);
}

/** They are all there by now; nothing equals an empty text. */
function withDefaults<K extends string>(values: Readonly<Record<K, string | undefined>>): Record<K, string> {
  const entries = Object.entries<string | undefined>(values).map(([name, value]) => [name, value ?? '']);
  return Object.fromEntries(entries);
}
