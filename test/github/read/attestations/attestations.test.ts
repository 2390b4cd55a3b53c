import { createServer, type IncomingMessage } from 'node:http';
import { beforeAll, expect, test } from '@jest/globals';
import { createGitHub, type GitHub } from '../../../../src/github/github.ts';
import { parseDigest } from '../../../../src/image/digest.ts';
import type { SandboxGitHub, SandboxRepository } from '../../../../sandbox/github/sandbox-github.ts';
import { WAYBILL_APP } from '../../../../sandbox/github/waybill-app.ts';
import { endWithTest } from '../../../end-with-test.ts';
import { gitHubStandIn } from '../../../stand-ins.ts';

const DIGEST = parseDigest(`sha256:${'1'.repeat(64)}`);

let stand: SandboxGitHub;
let repository: SandboxRepository;
let github: GitHub;
let count = 0;

beforeAll(async () => {
  stand = await gitHubStandIn({ validate: true });
});

async function fresh(isPrivate = false): Promise<void> {
  count += 1;
  repository = await stand.createRepository(`acme/shop-${count}`, { 'README.md': 'x' });
  repository.configure({ private: isPrivate });
  github = createGitHub({
    token: stand.grant(WAYBILL_APP),
    apiUrl: stand.apiUrl,
    sleep: () => Promise.resolve(),
    now: Date.now,
    random: () => 0.5,
    log: { debug: () => undefined, warning: () => undefined },
    deadline: Date.now() + 60_000,
  });
}

/** Everything that GitHub has, over all pages. */
async function all(): Promise<readonly string[]> {
  const found: string[] = [];
  let page = await github.attestations(repository.fullName, DIGEST);
  for (;;) {
    found.push(...page.bundles.map((bundle) => Buffer.from(bundle).toString()));
    if (page.next === undefined) return found;
    page = await page.next();
  }
}

test('reads every page, and each attestation once', async () => {
  await fresh();
  for (let index = 0; index < 65; index += 1) repository.addAttestation(DIGEST, { mediaType: `x${index}` });
  const found = await all();
  expect(found).toHaveLength(65);
  expect(new Set(found).size).toBe(65);
});

test('none is an empty page', async () => {
  await fresh();
  expect(await all()).toEqual([]);
});

test('a token that may not read them says which permission it needs', async () => {
  await fresh(true);
  await expect(all()).rejects.toThrow('it needs the permission "attestations: read"');
});

test('reads a bundle from its address, packed or not, and sends no token there', async () => {
  await fresh();
  const asked: IncomingMessage[] = [];
  const bundle = JSON.stringify({ mediaType: 'far' });
  const url = await serve((request) => {
    asked.push(request);
    return request.url === '/packed'
      ? [
          'application/x-snappy',
          Buffer.from([bundle.length, (bundle.length - 1) << 2, ...Buffer.from(bundle)]),
        ]
      : ['application/json', Buffer.from(bundle)];
  });
  repository.addAttestation(DIGEST, {}, `${url}/plain`);
  repository.addAttestation(DIGEST, {}, `${url}/packed`);
  expect(await all()).toEqual([bundle, bundle]);
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

test.each([
  ['http://store.example/x', /not HTTPS/],
  ['file:///etc/passwd', /not HTTPS/],
  ['x', /not HTTPS/],
])('asks no address that is %s', async (address, message) => {
  await fresh();
  repository.addAttestation(DIGEST, {}, address);
  await expect(all()).rejects.toThrow(message);
});

test('an address that does not answer, or sends elsewhere, is no absence', async () => {
  await fresh();
  const url = await serve(() => [undefined, Buffer.from('gone')]);
  repository.addAttestation(DIGEST, {}, url);
  await expect(all()).rejects.toThrow('its store');
});

/** A store of bundles. Without a type it sends elsewhere. */
async function serve(answer: (request: IncomingMessage) => [string | undefined, Buffer]): Promise<string> {
  const server = createServer((request, response) => {
    const [type, body] = answer(request);
    response.writeHead(
      type === undefined ? 302 : 200,
      type === undefined ? { location: '/x' } : { 'content-type': type },
    );
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endWithTest(() => new Promise((resolve) => server.close(() => resolve(undefined))));
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}
