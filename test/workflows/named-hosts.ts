import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithTest } from '../end-with-test.ts';

const run = promisify(execFile);

/** Hosts of the Internet that stand on this machine. */
export interface NamedHosts {
  /** What leads a program there that keeps to the environment's proxy and certificates. */
  readonly env: Readonly<Record<string, string>>;
  /** What somebody wanted to reach and is not there. */
  readonly strangers: readonly string[];
}

/** The address that stands for a path of a host; undefined for a host that is not there. */
export type HostMap = (host: string, path: string) => string | undefined;

/** Gives stand-ins the names that workflows write, with https. `folder` is where the certificate goes. */
export async function nameHosts(
  names: readonly string[],
  addressOf: HostMap,
  folder: string,
): Promise<NamedHosts> {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=stand-ins'],
    ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`],
    ...['-keyout', key, '-out', certificate],
  ]);
  const pair = { key: await readFile(key), cert: await readFile(certificate) };
  const named = createTlsServer(pair, (request, response) => {
    const address = addressOf(request.headers.host ?? '', request.url ?? '/');
    if (address === undefined) response.writeHead(421).end();
    else passOn(request, response, address);
  });
  const strangers: string[] = [];
  const proxy = createServer((request, response) => {
    strangers.push(request.url ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connect', (request, socket) => {
    socket.on('error', () => socket.destroy());
    if (names.some((name) => request.url === `${name}:443`)) {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      named.emit('connection', socket);
      return;
    }
    strangers.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  endWithTest(async () => {
    const closed = new Promise((resolve) => proxy.close(resolve));
    proxy.closeAllConnections();
    named.closeAllConnections();
    await closed;
  });
  const env = {
    HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: certificate,
    SSL_CERT_FILE: certificate,
    GIT_SSL_CAINFO: certificate,
  };
  return { env, strangers };
}

function passOn(request: IncomingMessage, response: ServerResponse, address: string): void {
  const forwarded = { 'x-forwarded-host': request.headers.host, 'x-forwarded-proto': 'https' };
  const headers = { ...request.headers, ...forwarded };
  const onward = httpRequest(address, { method: request.method, headers });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
