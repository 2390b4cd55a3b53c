import { randomBytes, sign } from 'node:crypto';
import type { SandboxJob } from '../sandbox-github.ts';
import type { GitHubState } from '../state/github-state.ts';
import type { GitHubAnswer } from './answer.ts';
import type { Incoming } from './request.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
/** GitHub's tokens are valid for five minutes. */
const LIFETIME = 300;
const PATH = '/idtoken/';

/** The variables that the runner sets in a job with the permission `id-token: write`. */
export function startJob(github: GitHubState, job: SandboxJob): Readonly<Record<string, string>> {
  const [name, access] = [randomBytes(12).toString('hex'), randomBytes(24).toString('base64url')];
  github.identities.jobs.set(name, { job, access });
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}${PATH}${name}?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: access,
  };
}

/** Whether an address is one where a job asks who it is. On GitHub that is another host. */
export function isIdentityPath({ url }: Incoming): boolean {
  return url.pathname.startsWith(PATH);
}

/** A signed token that says which job asks, for the audience that is asked for. */
export function answerIdentity(github: GitHubState, { method, url, headers }: Incoming): GitHubAnswer {
  const known = github.identities.jobs.get(url.pathname.slice(PATH.length));
  const bearer = /^bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (known === undefined || bearer !== known.access)
    return { status: 401, body: { message: 'Unauthorized' } };
  if (method !== 'GET' || url.searchParams.get('api-version') !== '2.0')
    return { status: 400, body: { message: 'Bad Request' } };
  const claims = claimsOf(github, known.job, url.searchParams.get('audience'));
  if (claims === undefined) return { status: 404, body: { message: 'Not Found' } };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'RS256', kid: 'stand-in' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), github.identities.privateKey).toString('base64url');
  return { status: 200, body: { count: signed.length, value: `${signed}.${signature}` } };
}

function claimsOf(github: GitHubState, job: SandboxJob, audience: string | null): object | undefined {
  const repo = github.repository(job.repository);
  if (repo === undefined) return undefined;
  const { ref, sha, event = 'push', runner = 'github-hosted', runId = '7', runAttempt = '1' } = job;
  const workflow = `${repo.fullName}/${job.workflow}@${ref}`;
  const seconds = Math.floor(github.now().getTime() / 1000);
  return {
    jti: randomBytes(16).toString('hex'),
    sub: `repo:${repo.fullName}:ref:${ref}`,
    aud: audience ?? `https://github.com/${repo.owner}`,
    ref,
    sha,
    repository: repo.fullName,
    repository_owner: repo.owner,
    repository_owner_id: String(github.person(repo.owner).id),
    run_id: runId,
    run_number: '1',
    run_attempt: runAttempt,
    repository_visibility: repo.settings.private ? 'private' : 'public',
    repository_id: String(repo.id),
    actor: 'alice',
    workflow: 'build',
    head_ref: '',
    base_ref: '',
    event_name: event,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    workflow_ref: workflow,
    workflow_sha: sha,
    job_workflow_ref: job.calledWorkflow ?? workflow,
    job_workflow_sha: sha,
    runner_environment: runner,
    iss: ISSUER,
    nbf: seconds - 600,
    exp: seconds + LIFETIME,
    iat: seconds,
  };
}
