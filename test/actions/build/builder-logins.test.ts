import { expect, test } from '@jest/globals';
import { builderLogins } from '../../../src/actions/build/builder-logins.ts';
import { parseReference } from '../../../src/image/reference.ts';
import { login, NOBODY } from '../../registry/client.ts';

const given = { registry: 'registry.acme.dev', username: 'ci', password: 'secret' };
const workflow = { registry: 'ghcr.io', username: 'alice', password: 'ghs_token' };

test.each([
  ['the login of the inputs', 'registry.acme.dev/api', { given, docker: NOBODY }, [given]],
  [
    'it too for a base image, and the token for ghcr.io',
    'ghcr.io/acme/api',
    { given, docker: NOBODY },
    [given, workflow],
  ],
  [
    'no token where docker has a login',
    'ghcr.io/acme/api',
    { given: undefined, docker: login('ci', 's') },
    [],
  ],
  [
    'no token where the inputs have a login',
    'ghcr.io/acme/api',
    { given: { ...given, registry: 'ghcr.io' }, docker: NOBODY },
    [{ ...given, registry: 'ghcr.io' }],
  ],
  ['no token elsewhere', 'quay.io/acme/api', { given: undefined, docker: NOBODY }, []],
])('the builder gets %s', async (_what, image, { given: own, docker }, expected) => {
  const access = { given: own, workflow, trustedTokenServer: undefined };
  expect(await builderLogins(access, parseReference(image), docker)).toEqual(expected);
});
