import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { endWithTest } from '../end-with-test.ts';
import { registryStandIn } from '../stand-ins.ts';
import type { JobToken } from './job-token.ts';

const run = promisify(execFile);
const NAME = 'ghcr.io';

/** ghcr.io under its own name, for every program that keeps to the environment's proxy. */
export interface Packages {
  readonly registry: SandboxRegistry;
  /** What leads a program to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Hosts that somebody wanted to reach and that are not there. */
  readonly strangers: readonly string[];
  /** Under "Manage Actions access": the repositories whose workflows may read a package. */
  readonly readers: Record<string, readonly string[]>;
}

/**
 * Private packages that let in the workflow token of the running job, as far as `packages:` of the job goes.
 */
export async function startPackages(token: JobToken, folder: string): Promise<Packages> {
  const readers: Record<string, readonly string[]> = {};
  const registry = await registryStandIn({
    plays: 'ghcr',
    auth: {
      kind: 'bearer',
      username: 'alice',
      get password() {
        return token.text;
      },
      get push() {
        return token.packages === 'write';
      },
      get hidden() {
        return Object.entries(readers)
          .filter(([, names]) => token.packages === 'none' || !names.includes(token.repository))
          .map(([name]) => name);
      },
    },
  });
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`],
    ...['-addext', `subjectAltName=DNS:${NAME}`, '-keyout', key, '-out', certificate],
  ]);
  const named = createTlsServer(
    { key: await readFile(key), cert: await readFile(certificate) },
    (request, response) => {
      const headers = { ...request.headers, 'x-forwarded-host': NAME, 'x-forwarded-proto': 'https' };
      const onward = httpRequest(`${registry.url}${request.url ?? '/'}`, { method: request.method, headers });
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    },
  );
  const strangers: string[] = [];
  const proxy = createServer((request, response) => {
    strangers.push(request.url ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connect', (request, socket) => {
    socket.on('error', () => socket.destroy());
    if (request.url !== `${NAME}:443`) {
      strangers.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    named.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  endWithTest(async () => {
    const closed = new Promise((resolve) => proxy.close(resolve));
    proxy.closeAllConnections();
    named.closeAllConnections();
    await closed;
  });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: certificate, SSL_CERT_FILE: certificate };
  return { registry, env, strangers, readers };
}
