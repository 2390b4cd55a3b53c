import type { GatesConfig } from '../config/config.ts';
import type { AttestationChecker } from '../attestation/attestation.ts';
import { errorsOf } from '../errors/waybill-error.ts';
import type { GitHub } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import { parseReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';
import type { EvidencePlace } from '../verification/provenance/attestation.ts';
import {
  type ExplainedProvenance,
  explainProvenance,
  explainWithoutSource,
  type FoundAttestation,
} from '../verification/provenance/explain-provenance.ts';
import { judgeAttestation, type ProvenanceQuestion } from '../verification/provenance/judge-attestation.ts';
import { type ImageOrigin, provenanceRule } from '../verification/provenance/rule.ts';
import { attachedBundles, type BundlePage, githubBundles } from './bundle-pages.ts';

/** An image that somebody must have built. */
interface AskedProof {
  readonly image: ImageOrigin;
  readonly digest: Digest;
  /** What the environment asks for. */
  readonly gate: NonNullable<GatesConfig['provenance']>;
  readonly now: Date;
}

/** Says whether it is proved who built an image, and why. */
export type Prover = (asked: AskedProof) => Promise<ExplainedProvenance>;

/** Where attestations are looked for, and what checks them. */
export interface ProofTools {
  readonly github: Pick<GitHub, 'attestations'>;
  readonly registry: Pick<Registry, 'attachments' | 'attachedContent'>;
  readonly check: AttestationChecker;
  /** `https://github.com`: the server on which the workflows ran. */
  readonly server: string;
}

/** So many attestations of a digest are checked in one place; the rest is left, and that is said. */
const MOST_ATTESTATIONS = 300;

/**
 * Looks for the attestations of a digest: in GitHub's store of the source repository, then in the registry.
 * The first that is accepted ends the search. Each question is answered once in a run.
 */
export function prover(tools: ProofTools): Prover {
  const answers = new Map<string, Promise<ExplainedProvenance>>();
  return (asked) => {
    const { image, digest, gate, now } = asked;
    const key = JSON.stringify([image, digest, gate, now]);
    const answer = answers.get(key) ?? prove(asked, tools);
    answers.set(key, answer);
    return answer;
  };
}

async function prove(
  { image, digest, gate, now }: AskedProof,
  tools: ProofTools,
): Promise<ExplainedProvenance> {
  const rule = provenanceRule(gate, image, tools.server);
  if (rule === undefined) return explainWithoutSource(image.name);
  const question = { digest, rule, now };
  const reference = { ...parseReference(image.repository), digest };
  const seen: Seen = { found: [], ids: new Set() };
  const places: EvidencePlace[] = [];
  const sources = [
    [`the attestations of ${rule.source}`, githubBundles(tools.github, rule.source, digest)],
    [image.repository, attachedBundles(tools.registry, reference)],
  ] as const;
  for (const [name, pages] of sources) {
    const found = await collect({ name, pages }, question, tools.check, seen);
    if (found === 'proved') break;
    places.push({ name, found });
  }
  return explainProvenance(question, places, seen.found);
}

/** What has been checked of one digest. The same attestation is often in both places. */
interface Seen {
  readonly found: FoundAttestation[];
  readonly ids: Set<string>;
}

async function collect(
  place: { readonly name: string; readonly pages: () => Promise<BundlePage> },
  question: ProvenanceQuestion,
  check: AttestationChecker,
  { found, ids }: Seen,
): Promise<EvidencePlace['found'] | 'proved'> {
  let count = 0;
  for (let next: BundlePage['next'] = place.pages; next !== undefined;) {
    const page = await attempt(next);
    if ('unavailable' in page) return page;
    for (const bundle of page.bundles) {
      if (count === MOST_ATTESTATIONS) return 'cut';
      count += 1;
      const checked = await check(bundle);
      if (ids.has(checked.id)) continue;
      ids.add(checked.id);
      found.push({ place: place.name, attestation: checked });
      if (checked.kind === 'signed' && judgeAttestation(checked, question).ok) return 'proved';
    }
    next = page.next;
  }
  return 'all';
}

async function attempt(
  read: () => Promise<BundlePage>,
): Promise<BundlePage | { readonly unavailable: string }> {
  try {
    return await read();
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error === undefined || error.party === 'bug') throw thrown;
    return { unavailable: error.message };
  }
}
