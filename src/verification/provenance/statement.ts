import { z } from 'zod';
import { no, ok, type Result } from '../../errors/result.ts';
import type { Digest } from '../../image/digest.ts';
import { type ProvenanceRefusal, refusal } from './codes.ts';
import type { SignedAttestation } from './attestation.ts';

/** What an accepted statement of provenance says that its certificate says too. */
export interface BuildStatement {
  readonly repository: string | undefined;
  readonly ref: string | undefined;
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPES: readonly unknown[] = [
  'https://in-toto.io/Statement/v1',
  'https://in-toto.io/Statement/v0.1',
];
const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
const BUILD_TYPES: readonly unknown[] = [
  'https://actions.github.io/buildtypes/workflow/v1',
  'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
];

const statementSchema = z.object({
  _type: z.unknown(),
  predicateType: z.unknown().optional(),
  subject: z.array(z.object({ digest: z.record(z.string(), z.unknown()) })).max(1024),
  predicate: z.unknown().optional(),
});

const predicateSchema = z.object({
  buildDefinition: z.object({
    buildType: z.unknown(),
    externalParameters: z.object({
      workflow: z.object({
        repository: z.string().optional(),
        ref: z.string().optional(),
      }),
    }),
  }),
});

/** The build types that are known, for the sentence about another one. */
const buildTypeSchema = z.object({ buildDefinition: z.object({ buildType: z.unknown() }) });

/**
 * What a signed statement says of a digest. Sigstore proves who signed bytes, and nothing about what they
 * mean: that it is a statement of provenance, and about this digest, is checked here. The name of a subject
 * is not looked at, because whoever signs chooses it.
 */
export function readStatement(
  { payloadType, payload }: SignedAttestation,
  digest: Digest,
): Result<BuildStatement, ProvenanceRefusal> {
  if (payloadType !== PAYLOAD_TYPE)
    return no(refusal('PAYLOAD_TYPE', `It is ${quoted(payloadType)} and no in-toto statement.`));
  const parsed = statementSchema.safeParse(parseJson(payload));
  if (!parsed.success) return no(refusal('STATEMENT_TYPE', 'What it signs is no in-toto statement.'));
  const { _type: type, predicateType, subject, predicate } = parsed.data;
  if (!STATEMENT_TYPES.includes(type))
    return no(refusal('STATEMENT_TYPE', `What it signs is of the type ${quoted(type)}.`));
  if (predicateType !== PROVENANCE_TYPE)
    return no(refusal('PREDICATE_TYPE', `It says ${quoted(predicateType)} and not ${PROVENANCE_TYPE}.`));
  const buildType = buildTypeSchema.safeParse(predicate).data?.buildDefinition.buildType;
  if (!BUILD_TYPES.includes(buildType))
    return no(refusal('BUILD_TYPE', `It is of a build of the type ${quoted(buildType)}.`));
  const build = predicateSchema.safeParse(predicate);
  if (!build.success) return no(refusal('BUILD_TYPE', 'It does not say which workflow built the image.'));
  const wanted = digest.slice('sha256:'.length);
  if (!subject.some((artifact) => artifact.digest['sha256'] === wanted))
    return no(refusal('SUBJECT_MISMATCH', `It is about other bytes than ${digest}.`));
  const { repository, ref } = build.data.buildDefinition.externalParameters.workflow;
  return ok({ repository, ref });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120);
}
