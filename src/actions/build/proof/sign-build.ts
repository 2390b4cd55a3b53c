import { WaybillError } from '../../../errors/waybill-error.ts';
import type { Digest } from '../../../image/digest.ts';
import { canonicalRepository } from '../../../image/reference.ts';
import {
  PROVENANCE_TYPE,
  provenanceStatement,
} from '../../../verification/provenance/provenance-statement.ts';
import type { BuildCollaborators } from '../build-collaborators.ts';
import type { BuildInputs } from '../inputs.ts';

/**
 * Signs that this run built an image, where the job may do that and the input `sign` asks for it. Returns
 * whether it is signed now. Where it is not, one sentence says which permission to add.
 *
 * Only what this run built is signed, never what it found: a signature would turn an image that somebody
 * planted under the commit's tag into one of ours. Throws `SIGNING_FAILED`, and `PERMISSION_MISSING` with
 * `sign: true`.
 */
export async function signBuild(
  { runner, proofs }: Pick<BuildCollaborators, 'runner' | 'proofs'>,
  { image, sign }: Pick<BuildInputs, 'image' | 'sign'>,
  digest: Digest,
): Promise<boolean> {
  if (sign === 'false') return false;
  const signer = await proofs.signer();
  if ('sentence' in signer) {
    if (sign === 'true')
      throw new WaybillError('PERMISSION_MISSING', `${digest} is not signed. ${signer.sentence}`, {
        hint: 'Or leave "sign" out: then an image is signed where that can be done.',
      });
    runner.log.info(`${digest} is not signed. ${signer.sentence}`);
    return false;
  }
  const { serverUrl } = runner.context;
  const subject = { name: canonicalRepository(image), digest };
  const { missing } = await proofs.attest(signer, {
    subject: { ...image, tag: undefined, digest },
    statement: provenanceStatement(subject, signer.claims, serverUrl),
    predicateType: PROVENANCE_TYPE,
  });
  runner.log.info(`Signed that this run built ${digest}.`);
  for (const { message, hint } of missing)
    runner.log.warning(
      `The signed attestation is kept in one place of two. ${message}. ${hint ?? ''}`.trim(),
    );
  return true;
}
