import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServiceAnswer, sigstoreServices } from '../../attestation/sigstore-services.ts';
import { type SigstoreStandIn, startSigstore } from '../../attestation/sigstore-stand-in.ts';
import { endWithTest } from '../../end-with-test.ts';

const run = promisify(execFile);

/** Both instances of Sigstore that `build` signs with, at their names. */
export interface NamedSigstore {
  /** The one of public repositories, with a log. */
  readonly publicGood: SigstoreStandIn;
  /** The one of private repositories, with an authority for timestamps. */
  readonly github: SigstoreStandIn;
  /** Leads a bundle there. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests in order: `fulcio.sigstore.dev POST /api/v2/signingCert`. */
  readonly requests: string[];
  /**
   * Answers the next requests to a host in another way: `after` the service did its part, or in its place.
   */
  fail(host: string, answer: ServiceAnswer | 'lost', times?: number): void;
}

const PRELOAD = join(import.meta.dirname, 'name-hosts.mjs');

/** Starts both on this machine. `identityKey` is the key that GitHub signs with who a job is. */
export async function startNamedSigstore(identityKey: string): Promise<NamedSigstore> {
  const [publicGood, github] = await Promise.all([startSigstore(), startSigstore({ hasLogs: false })]);
  const open = sigstoreServices(publicGood.parts, identityKey);
  const closed = sigstoreServices(github.parts, identityKey);
  const services = new Map([
    ['fulcio.sigstore.dev', open.fulcio],
    ['rekor.sigstore.dev', open.rekor],
    ['fulcio.githubapp.com', closed.fulcio],
    ['timestamp.githubapp.com', closed.timestamp],
  ]);
  const names = [...services.keys()];
  const requests: string[] = [];
  const faults = new Map<string, (ServiceAnswer | 'lost')[]>();
  const { certificate, ...pair } = await certificateFor(names);
  const server = createServer(pair, (request, response) => {
    void (async () => {
      const host = request.headers.host ?? '';
      const { method = '', url = '' } = request;
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
      requests.push(`${host} ${method} ${url}`);
      const fault = faults.get(host)?.shift();
      const service = services.get(host);
      if (service === undefined) return void response.writeHead(421).end();
      const answer = fault === undefined || fault === 'lost' ? await service(method, url, body) : fault;
      if (fault === 'lost') return void response.destroy();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    })().catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endWithTest(async () => {
    const ended = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await ended;
  });
  const { port } = server.address() as AddressInfo;
  return {
    publicGood,
    github,
    requests,
    env: {
      NODE_OPTIONS: `--import ${PRELOAD}`,
      NODE_EXTRA_CA_CERTS: certificate,
      WAYBILL_TEST_HOSTS: names.map((name) => `${name}=${port}`).join(','),
    },
    fail: (host, answer, times = 1) =>
      void faults.set(host, [...(faults.get(host) ?? []), ...Array<typeof answer>(times).fill(answer)]),
  };
}

async function certificateFor(names: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-sigstore-'));
  endWithTest(() => rm(folder, { recursive: true, force: true }));
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=stand-ins'],
    ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`],
    ...['-keyout', key, '-out', certificate],
  ]);
  return { certificate, key: await readFile(key), cert: await readFile(certificate) };
}
