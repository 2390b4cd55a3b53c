import { describe, expect, test } from '@jest/globals';
import type { RegistryFaultMode, SandboxRegistryOptions } from '../../sandbox/registry/sandbox-registry.ts';
import { describeError, errorsOf } from '../../src/errors/waybill-error.ts';
import type { Credential } from '../../src/registry/login/credential.ts';
import { always, quickClient, referenceTo, scriptedFetch, subjectAt } from './client.ts';
import { registryStandIn } from '../stand-ins.ts';

const CANARY = 'canary-7d1f';
const RECORD = { artifactType: 'application/vnd.example', content: Buffer.from('x'), annotations: {} };

const logins: readonly (readonly [NonNullable<SandboxRegistryOptions['auth']>, Credential])[] = [
  [
    { kind: 'basic', username: 'ci', password: CANARY },
    { kind: 'password', username: 'ci', password: CANARY },
  ],
  [
    { kind: 'bearer', username: 'ci', password: CANARY },
    { kind: 'password', username: 'ci', password: CANARY },
  ],
  [
    { kind: 'bearer', username: 'ci', password: 'other', identityToken: CANARY },
    { kind: 'identity-token', token: CANARY },
  ],
  [
    { kind: 'bearer', username: 'ci', password: 'other' },
    { kind: 'registry-token', token: CANARY },
  ],
];
const modes: readonly RegistryFaultMode[] = [
  'unavailable',
  'lose-answer',
  'too-many-requests',
  'wrong-digest-header',
  'tampered-body',
  'endless-body',
  'denied',
];

/** Every text that a person could get to see: log lines, and errors with their hints and causes. */
function textsOf(thrown: unknown): string {
  const causes: unknown[] = [];
  for (
    let error = thrown;
    typeof error === 'object' && error !== null;
    error = 'cause' in error ? error.cause : undefined
  ) {
    causes.push(
      `${'message' in error ? error.message : ''} ${'stack' in error ? error.stack : ''} ${JSON.stringify(error)}`,
    );
  }
  return errorsOf(thrown).map(describeError).join('\n') + causes.join('\n');
}

describe.each(modes)('with the fault %s', (mode) => {
  test.each(logins)('no secret of a login %j is shown', async (auth, credential) => {
    const registry = await registryStandIn({ auth });
    const digest = registry.seed('acme/api', ['v1']);
    const seen: string[] = [];
    const masked: string[] = [];
    const client = quickClient({
      credentials: always(credential),
      log: (line) => seen.push(line),
      mask: (secret) => masked.push(secret),
    });
    registry.inject({ mode, match: ({ path }) => path.startsWith('/v2/') || path === '/token', times: 999 });
    const acts = [
      () => client.describe(referenceTo(registry, 'acme/api:v1')),
      () => client.attach(subjectAt(registry, 'acme/api', digest), RECORD),
    ];
    for (const act of acts) await act().catch((thrown: unknown) => seen.push(textsOf(thrown)));
    const secrets = [CANARY, Buffer.from(`ci:${CANARY}`).toString('base64'), ...masked];
    for (const secret of secrets) expect(seen.join('\n')).not.toContain(secret);
    expect(seen.join('\n')).toContain(registry.host);
  });
});

test('the signature in the address of a storage is not shown when it fails', async () => {
  const { fetch } = scriptedFetch(({ url }) =>
    url.includes('cdn')
      ? new Response('<Error/>', { status: 500 })
      : new Response(null, { status: 307, headers: { location: `https://cdn.test/blob?sig=${CANARY}` } }),
  );
  const seen: string[] = [];
  const client = quickClient({ fetch, log: (line) => seen.push(line) });
  await client
    .resolve(referenceTo('r.test', 'acme/api:v1'))
    .catch((thrown: unknown) => seen.push(textsOf(thrown)));
  expect(seen.join('\n')).toContain('r.test/acme/api');
  expect(seen.join('\n')).not.toContain(CANARY);
});
