import { z } from 'zod';
import type { RunClaims } from '../../verification/provenance/run-claims.ts';
import { ask, type Line, refusedBy, signingFailed } from './post.ts';

/** Where a job asks for its identity, as the runner's environment says. */
export interface IdentityDoor {
  readonly url: string;
  readonly token: string;
}

const claimsSchema = z.object({
  sub: z.string().min(1),
  sha: z.string(),
  ref: z.string(),
  repository: z.string(),
  repository_id: z.string(),
  repository_owner_id: z.string(),
  repository_visibility: z.string(),
  workflow_ref: z.string(),
  job_workflow_ref: z.string(),
  event_name: z.string(),
  runner_environment: z.string(),
  run_id: z.string(),
  run_attempt: z.string(),
});

/** The identity of a run: a token that GitHub signed, and what stands in it. */
export interface RunIdentity {
  readonly token: string;
  /** What the run proves that it holds a key with. */
  readonly subject: string;
  readonly claims: RunClaims;
}

/** Sigstore takes only tokens that are made for it. */
const AUDIENCE = 'sigstore';

/**
 * Asks GitHub for the identity of this run. The token is masked by `mask` before anything else can print it.
 * Throws `SIGNING_FAILED`.
 */
export async function runIdentity(
  { url: address, token: access }: IdentityDoor,
  line: Line,
  mask: (secret: string) => void,
): Promise<RunIdentity> {
  mask(access);
  const url = new URL(address);
  url.searchParams.set('audience', AUDIENCE);
  const what = 'the identity of this run';
  const answer = await ask(line, what, { url: url.href, authorization: `Bearer ${access}` });
  if (answer.status !== 200) throw refusedBy(url.href, what, answer);
  const parsed = z.object({ value: z.string().min(1) }).safeParse(jsonIn(answer.bytes));
  if (!parsed.success) throw signingFailed(`${url.host} answered without ${what}`);
  const token = parsed.data.value;
  mask(token);
  const { sub, ...claims } = claimsIn(token);
  return { token, subject: sub, claims };
}

/**
 * What the token says. It comes from GitHub itself, and Fulcio checks who signed it. Who verifies a signature
 * looks at the certificate, so nothing is believed because it stands here.
 */
function claimsIn(token: string): z.infer<typeof claimsSchema> {
  const [, payload = ''] = token.split('.');
  const parsed = claimsSchema.safeParse(jsonIn(Buffer.from(payload, 'base64url')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw signingFailed(`the identity of this run does not say "${issue?.path.join('.') ?? ''}"`);
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
