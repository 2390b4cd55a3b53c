import { beforeAll, describe, expect, test } from '@jest/globals';
import { createChecker, openSigner, type RunSigner } from '../../src/attestation/attestation.ts';
import { judgeAttestation } from '../../src/verification/provenance/judge-attestation.ts';
import { provenanceStatement } from '../../src/verification/provenance/provenance-statement.ts';
import { provenanceRule } from '../../src/verification/provenance/rule.ts';
import type { SandboxGitHub, SandboxJob } from '../../sandbox/github/sandbox-github.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { gitHubStandIn } from '../stand-ins.ts';
import { fetchFor } from '../../src/http/http.ts';
import { type ServiceAnswer, sigstoreServices } from './sigstore-services.ts';
import { type SigstoreStandIn, startSigstore } from './sigstore-stand-in.ts';

// What signs, in one process with services that answer as the real ones do.

const DIGEST = parseDigest(`sha256:${'1'.repeat(64)}`);
const job: SandboxJob = {
  repository: 'acme/shop',
  workflow: '.github/workflows/build.yml',
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
};

let github: SandboxGitHub;
let open: SigstoreStandIn;
let closed: SigstoreStandIn;
beforeAll(async () => {
  github = await gitHubStandIn();
  await github.createRepository('acme/shop', {});
  await github.createRepository('acme/secret', {}, { private: true });
  [open, closed] = await Promise.all([startSigstore(), startSigstore({ hasLogs: false })]);
});

type Fault = (host: string, path: string) => ServiceAnswer | 'lost' | 'unreachable' | undefined;

/** A signer, with what it asked and what it masked. */
async function signer(of: Partial<SandboxJob> = {}, fault: Fault = () => undefined) {
  const asked: string[] = [];
  const masked: string[] = [];
  const services = {
    'sigstore.dev': sigstoreServices(open.parts, github.identityKey),
    'githubapp.com': sigstoreServices(closed.parts, github.identityKey),
  };
  const plain = fetchFor({});
  const send: typeof plain = async (url, request) => {
    const { host, hostname, pathname } = new URL(url);
    if (hostname === '127.0.0.1') return plain(url, request);
    asked.push(`${host} ${request?.method ?? 'GET'}`);
    const made = fault(host, pathname);
    if (made === 'unreachable') throw new Error('connect ECONNREFUSED');
    const [name = '', ...domain] = host.split('.');
    const service = Object.entries(services).find(([key]) => key === domain.join('.'))?.[1];
    const kind = name === 'fulcio' || name === 'rekor' || name === 'timestamp' ? name : undefined;
    if (service === undefined || kind === undefined) throw new Error(`nobody is ${host}`);
    const answer =
      made === undefined || made === 'lost'
        ? await service[kind](request?.method ?? 'GET', pathname, String(request?.body ?? ''))
        : made;
    if (made === 'lost') throw new Error('socket hang up');
    const response = new Response(Buffer.from(answer.body), {
      status: answer.status,
      ...(answer.headers && { headers: answer.headers }),
    });
    return {
      ...response,
      status: answer.status,
      statusText: '',
      ok: response.ok,
      url: String(url),
      headers: response.headers as never,
      body: response.body as never,
      text: () => response.text(),
      arrayBuffer: () => response.arrayBuffer(),
    };
  };
  const opened = await openSigner({
    env: github.startJob({ ...job, ...of }),
    server: 'https://github.com',
    line: { send, sleep: async () => undefined, log: () => undefined },
    mask: (secret) => void masked.push(secret),
  });
  if (!('claims' in opened)) throw new Error(opened.sentence);
  return { signer: opened, asked, masked };
}

const statement = ({ claims }: RunSigner): object =>
  provenanceStatement({ name: 'ghcr.io/acme/api', digest: DIGEST }, claims, 'https://github.com');

const check = (bundle: object, root: SigstoreStandIn) =>
  createChecker({ node: process.versions.node, trustedRoot: JSON.stringify(root.trustedRoot) })(
    Buffer.from(JSON.stringify(bundle)),
  );

describe('what a run signs', () => {
  test.each([
    [
      'a public repository, in the public log',
      'acme/shop',
      ['fulcio.sigstore.dev POST', 'rekor.sigstore.dev POST'],
      () => open,
    ],
    [
      'a private one, with GitHub and no log',
      'acme/secret',
      ['fulcio.githubapp.com POST', 'timestamp.githubapp.com POST'],
      () => closed,
    ],
  ])('of %s is accepted by the gate', async (_, repository, hosts, root) => {
    const { signer: own, asked } = await signer({ repository });
    const checked = await check(await own.sign(statement(own)), root());
    if (checked.kind !== 'signed') throw new Error(checked.refusal.words);
    expect(asked).toEqual(hosts);
    const gate = {
      workflow: '.github/workflows/build.yml',
      events: ['push'],
      runner: 'github-hosted' as const,
    };
    const { repository_id: id, repository_owner_id: owner } = own.claims;
    const image = {
      name: 'api',
      repository: 'ghcr.io/acme/api',
      source: repository,
      'source-id': id,
      'source-owner-id': owner,
    };
    const rule = provenanceRule(gate, image, 'https://github.com');
    if (rule === undefined) throw new Error('there is no rule');
    expect(judgeAttestation(checked, { digest: DIGEST, rule, now: new Date() })).toMatchObject({ ok: true });
    // No two of them share a key, and nothing of the run's identity is in what is published.
    expect(JSON.stringify(checked)).not.toContain('idtoken');
  });

  test('masks what the run identifies itself with, and identifies itself anew for each signature', async () => {
    const { signer: own, masked } = await signer();
    expect(masked).toHaveLength(2);
    expect(masked[1]?.split('.')).toHaveLength(3);
    // A token is good for five minutes: that of the start may be too old after a build.
    await own.sign(statement(own));
    await own.sign(statement(own));
    expect(masked).toHaveLength(6);
  });
});

describe('a service that does not do its part', () => {
  const sign = async (fault: Fault) => {
    const { signer: own, asked } = await signer({}, fault);
    const result = await own.sign(statement(own)).catch((error: unknown) => error);
    return { result, asked };
  };

  test.each([
    ['503, and then works', 'fulcio', () => ({ status: 503, body: '' })],
    ['429, and then works', 'rekor', () => ({ status: 429, body: '' })],
    ['nothing, and then works', 'fulcio', () => 'unreachable' as const],
  ])('answers %s: it is asked again', async (_, name, fault) => {
    let left = 2;
    const { result } = await sign((host) => (host.startsWith(name) && left-- > 0 ? fault() : undefined));
    expect(await check(Object(result), open)).toMatchObject({ kind: 'signed' });
  });

  test('the log keeps the entry and its answer is lost: the entry is read, and not made twice', async () => {
    let left = 1;
    const { result, asked } = await sign((host) =>
      host.startsWith('rekor') && left-- > 0 ? 'lost' : undefined,
    );
    expect(asked.slice(1)).toEqual([
      'rekor.sigstore.dev POST',
      'rekor.sigstore.dev POST',
      'rekor.sigstore.dev GET',
    ]);
    expect(await check(Object(result), open)).toMatchObject({ kind: 'signed' });
  });

  test.each([
    [
      'refuses',
      'fulcio',
      { status: 400, body: '{"message":"no such issuer"}' },
      'answered 400 (no such issuer)',
    ],
    ['answers a page', 'fulcio', { status: 200, body: '<html>' }, 'without a certificate'],
    [
      'leads elsewhere',
      'fulcio',
      { status: 302, body: '', headers: { location: 'https://evil.test' } },
      'answered 302',
    ],
    ['refuses', 'rekor', { status: 400, body: '' }, 'answered 400'],
    ['answers two entries', 'rekor', { status: 201, body: '{"a":{},"b":{}}' }, 'without an entry'],
    ['is down for good', 'rekor', { status: 502, body: '' }, 'it answered 502'],
  ])('%s: nobody signed (%s)', async (_, name, answer, says) => {
    const { result } = await sign((host) => (host.startsWith(name) ? answer : undefined));
    expect(result).toMatchObject({ code: 'SIGNING_FAILED', message: expect.stringContaining(says) });
  });
});

describe('a run that cannot sign', () => {
  const line = {
    send: () => Promise.reject(new Error('nothing is asked')),
    sleep: async () => undefined,
    log: () => undefined,
  };
  const openWith = (env: Readonly<Record<string, string>>, server = 'https://github.com') =>
    openSigner({ env, server, line, mask: () => undefined });

  test('without the permission is told which to add', async () => {
    expect(await openWith({})).toEqual({
      kind: 'permission',
      sentence: expect.stringContaining('add "id-token: write" and "attestations: write"'),
    });
  });

  test('on a server of its own is told that nobody knows it', async () => {
    const known = await openWith(github.startJob(job), 'https://github.acme.dev');
    expect(known).toMatchObject({ kind: 'server' });
  });

  test('whose token is no more valid fails', async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '' } = github.startJob(job);
    const send = fetchFor({});
    const opened = openSigner({
      env: { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'old' },
      server: 'https://github.com',
      line: { ...line, send },
      mask: () => undefined,
    });
    await expect(opened).rejects.toMatchObject({
      code: 'SIGNING_FAILED',
      message: expect.stringContaining('401'),
    });
  });
});
