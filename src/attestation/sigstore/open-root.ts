import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, type TrustMaterial, Verifier } from '@sigstore/verify';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { TrustRootName } from '../../verification/provenance/attestation.ts';
import type { PublishedRoot } from '../roots/trust-roots.ts';

/** A trust root with the verifier that knows it and no other, at its own thresholds. */
export interface OpenRoot {
  readonly name: TrustRootName;
  readonly verifier: Verifier;
  readonly authorities: TrustMaterial['certificateAuthorities'];
}

/** Opens a trust root. Throws where a key or an authority has no moment from which it is valid. */
export function openRoot({ name, json, thresholds }: PublishedRoot): OpenRoot {
  const root = TrustedRoot.fromJSON(json);
  requireStarts(root);
  const material = toTrustMaterial(root);
  return {
    name,
    verifier: new Verifier(material, thresholds),
    authorities: material.certificateAuthorities,
  };
}

/**
 * A trust root of somebody's own. Whatever it lists is required: a certificate log, a transparency log. A
 * timestamp always is. Throws `INPUT_INVALID`.
 */
export function openCustomRoot(text: string): OpenRoot {
  try {
    const json: unknown = JSON.parse(text);
    const { tlogs, ctlogs, certificateAuthorities } = TrustedRoot.fromJSON(json);
    if (certificateAuthorities.length === 0) throw new TypeError('it lists no certificate authority');
    const thresholds = {
      ctlogThreshold: Math.min(1, ctlogs.length),
      tlogThreshold: Math.min(1, tlogs.length),
      timestampThreshold: 1,
    };
    return openRoot({ name: 'custom', json, thresholds });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'it cannot be read';
    throw new WaybillError('INPUT_INVALID', `The input "trusted-root" is no trusted root: ${why}`, {
      hint: 'Give the JSON of trusted_root.json as your instance of Sigstore publishes it.',
    });
  }
}

/** Without a start, an authority is trusted for all times before it was made. */
function requireStarts(root: TrustedRoot): void {
  const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities];
  const logs = [...root.tlogs, ...root.ctlogs].map(({ publicKey }) => publicKey);
  for (const part of [...authorities, ...logs])
    if (part?.validFor?.start === undefined)
      throw new TypeError('a key or an authority in it has no "validFor.start"');
}
