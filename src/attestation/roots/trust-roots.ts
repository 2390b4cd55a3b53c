import { createHash } from 'node:crypto';
import type { TrustRootName } from '../../verification/provenance/attestation.ts';
import github from './github.json' with { type: 'json' };
import publicGood from './public-good.json' with { type: 'json' };

/** A trusted root as it was published, and how much proof it takes. */
export interface PublishedRoot {
  readonly name: TrustRootName;
  readonly json: unknown;
  readonly thresholds: Thresholds;
}

/** How many of each an attestation must have. */
interface Thresholds {
  readonly ctlogThreshold: number;
  readonly tlogThreshold: number;
  readonly timestampThreshold: number;
}

/**
 * What Sigstore's and GitHub's TUF repositories serve as `trusted_root.json`, by its SHA-256. Public
 * repositories sign with the first, private ones with the second, which has no logs.
 */
const PINNED = [
  {
    name: 'public-good',
    json: publicGood,
    sha256: '6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66',
    thresholds: { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 },
  },
  {
    name: 'github',
    json: github,
    sha256: '484cdfe1a7c65479c5ba2a22193d1be90f0020db1997de696ab207434c62fbb7',
    thresholds: { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 1 },
  },
] as const;

/** The bundled trust roots. Throws where their bytes are not those that were reviewed. */
export function bundledRoots(): readonly PublishedRoot[] {
  return PINNED.map(({ name, json, sha256, thresholds }) => {
    // The files hold exactly what JSON.stringify makes of them, so the hash is that of the published bytes.
    const text = `${JSON.stringify(json, null, 2)}\n`;
    if (createHash('sha256').update(text).digest('hex') !== sha256)
      throw new TypeError(`The bundled trust root ${name} has been changed`);
    return { name, json, thresholds };
  });
}
