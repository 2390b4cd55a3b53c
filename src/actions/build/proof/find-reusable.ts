import { resultOf } from '../../../errors/go-on.ts';
import { WaybillError } from '../../../errors/waybill-error.ts';
import type { Digest } from '../../../image/digest.ts';
import { canonicalRepository } from '../../../image/reference.ts';
import type { ProvenanceRefusal } from '../../../verification/provenance/codes.ts';
import type { BuildCollaborators } from '../build-collaborators.ts';
import type { BuildInputs } from '../inputs.ts';
import { type BuiltImage, findBuilt } from '../once.ts';
import type { BuildIdentity } from '../request/identity.ts';

/** What is known of who built an image that is reused. */
export type ReuseProof =
  /** A signed attestation proves it; `run` is the address of the run. */
  | { readonly kind: 'verified'; readonly run: string | undefined }
  | { readonly kind: 'unverified'; readonly why: string };

/** What the registry has of a commit, and may be reused. */
export type ReusableImage =
  | Exclude<BuiltImage, { readonly kind: 'built' }>
  | (Extract<BuiltImage, { readonly kind: 'built' }> & { readonly proof: ReuseProof });

/**
 * Looks for the image of a commit, and for who signed it. An attestation that does not prove that the same
 * workflow built it is an error: `REUSE_REFUSED`. Without any, the image is reused and called unverified, or
 * passed by where the input `require-provenance` asks for one, or where it would become a part: what is made
 * of parts is signed as ours.
 */
export async function findReusable(
  collaborators: BuildCollaborators,
  identity: BuildIdentity,
  inputs: BuildInputs,
): Promise<ReusableImage> {
  const built = await findBuilt(collaborators.registry, identity, inputs);
  if (built.kind === 'missing') return built;
  const { digest } = built.image;
  const proof = await proofOf(collaborators, inputs, identity, digest);
  const isProofNeeded = inputs.requireProvenance || inputs.part;
  if (proof.kind === 'verified' || !isProofNeeded) return { ...built, proof };
  collaborators.runner.log.info(`${digest} is unverified: ${proof.why} The commit is built anew.`);
  return { kind: 'missing', readable: true, passedBy: digest };
}

/** What nobody has signed, and what could not be read: neither proves anything, and neither says "no". */
const UNPROVEN = new Set(['NO_EVIDENCE', 'EVIDENCE_UNAVAILABLE']);

async function proofOf(
  { proofs, now, env, runner }: BuildCollaborators,
  inputs: BuildInputs,
  identity: BuildIdentity,
  digest: Digest,
): Promise<ReuseProof> {
  const workflow = inputs.signedBy ?? (await ownWorkflow(proofs, env['GITHUB_WORKFLOW_REF']));
  if (workflow === undefined)
    return { kind: 'unverified', why: 'It is not known which workflow this run is of.' };
  const { ref, event } = runner.context;
  const verdict = await proofs.prove({
    image: {
      name: inputs.image.spelling,
      repository: canonicalRepository(inputs.image),
      source: identity.repository,
      'source-id': env['GITHUB_REPOSITORY_ID'],
      'source-owner-id': env['GITHUB_REPOSITORY_OWNER_ID'],
    },
    digest,
    gate: {
      workflow,
      refs: [...inputs.signedRefs, ...(ref === undefined ? [] : [ref])],
      events: [...EVENTS, ...(event === undefined ? [] : [event])],
      runner: 'any',
    },
    now: now(),
  });
  if (verdict.kind !== 'accepted') {
    const { code, words } = verdict.refusal;
    if (UNPROVEN.has(code)) return { kind: 'unverified', why: words };
    throw refused(inputs, digest, verdict.refusal);
  }
  const { claims, id } = verdict.accepted.attestation;
  // The key stands for the files, which other commits have too; what has the key says who signed it.
  if (claims.commit === identity.commit || identity.tree !== undefined)
    return { kind: 'verified', run: claims.run };
  const words = `It was built from the commit ${claims.commit} and not from ${identity.commit}.`;
  throw refused(inputs, digest, { words, attestation: id });
}

/** What starts workflows without the code of a stranger; the event of the run itself comes besides. */
const EVENTS = ['push', 'release', 'workflow_dispatch', 'schedule', 'merge_group'];

/**
 * The path of the workflow that signs in this job, with its repository. A job that may ask knows it, also in
 * a reusable workflow; elsewhere it is the workflow that was started.
 */
async function ownWorkflow(
  { signer }: BuildCollaborators['proofs'],
  started: string | undefined,
): Promise<string | undefined> {
  const known = await resultOf(signer);
  // GitHub does not say which workflow signs, so no signature can be compared with it.
  if (!known.ok) return undefined;
  const [path] = ('claims' in known.value ? known.value.claims.job_workflow_ref : (started ?? '')).split('@');
  return path === '' ? undefined : path;
}

function refused(
  { image }: BuildInputs,
  digest: Digest,
  { words, attestation }: Pick<ProvenanceRefusal, 'words' | 'attestation'>,
): WaybillError {
  const signed = attestation === undefined ? '' : ` (the attestation is sha256:${attestation})`;
  return new WaybillError(
    'REUSE_REFUSED',
    `${image.spelling}@${digest} is not reused: ${words.replace(/\.$/, '')}${signed}`,
    {
      hint: 'Somebody else may have put this image there. With "reuse: false" the commit is built anew; "signed-by" and "signed-refs" name a workflow and refs that may have built it.',
    },
  );
}
