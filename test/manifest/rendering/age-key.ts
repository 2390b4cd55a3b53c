import { generateKeyPairSync } from 'node:crypto';

const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** A fresh key of age: what is encrypted for `recipient` is decrypted with `identity`. */
export function ageKey(): { readonly recipient: string; readonly identity: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const bytes = (part: 'x' | 'd', key: typeof publicKey) =>
    Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url');
  return {
    recipient: bech32('age', bytes('x', publicKey)),
    identity: bech32('age-secret-key-', bytes('d', privateKey)).toUpperCase(),
  };
}

/** The spelling of age's keys (https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki). */
function bech32(name: string, bytes: Uint8Array): string {
  const data = inFives(bytes);
  const codes = [...name].map((letter) => letter.charCodeAt(0));
  const known = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const sum = checksum([...known, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (sum >>> shift) & 31);
  return `${name}1${[...data, ...tail].map((value) => LETTERS[value]).join('')}`;
}

function inFives(bytes: Uint8Array): readonly number[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, '0'), 2));
}

function checksum(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [index, generator] of GENERATORS.entries()) if ((top >> index) & 1) sum ^= generator;
  }
  return sum;
}
