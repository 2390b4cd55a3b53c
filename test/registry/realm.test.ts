import { describe, expect, test } from '@jest/globals';
import { endpointOf } from '../../src/registry/transport/endpoint.ts';
import { judgeRealm } from '../../src/registry/login/realm.ts';

describe('judgeRealm', () => {
  test.each([
    ['ghcr.io', 'https://ghcr.io/token'],
    ['docker.io', 'https://auth.docker.io/token'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
    ['europe-docker.pkg.dev', 'https://europe-docker.pkg.dev/v2/token'],
    ['europe-docker.pkg.dev', 'https://oauth2.googleapis.com/token'],
    ['acme.azurecr.io', 'https://login.microsoftonline.com/common/oauth2/token'],
    ['registry.acme.co.uk', 'https://auth.acme.co.uk/token'],
    ['registry.acme.dev:8443', 'https://auth.acme.dev:9443/token'],
    ['10.0.0.1:5000', 'https://10.0.0.1:5001/token'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5001/token'],
    ['localhost:5000', 'http://127.0.0.1:5001/token'],
    ['[::1]:5000', 'http://localhost:5001/token'],
  ])('%s may send its users to %s', (registry, realm) => {
    expect(judgeRealm(realm, endpointOf(registry))).toMatchObject({ kind: 'accepted' });
  });

  test.each([
    ['ghcr.io', 'http://169.254.169.254/latest/meta-data'],
    ['ghcr.io', 'https://169.254.169.254/token'],
    ['ghcr.io', 'http://ghcr.io/token'],
    ['ghcr.io', 'https://evil.test/token'],
    ['ghcr.io', 'https://ghcr.io.evil.test/token'],
    ['ghcr.io', 'https://evil-ghcr.io/token'],
    ['ghcr.io', 'https://user:pass@ghcr.io/token'],
    ['ghcr.io', 'https://ghcr.io@evil.test/token'],
    ['ghcr.io', 'https://127.0.0.1/token'],
    ['ghcr.io', 'https://localhost/token'],
    ['ghcr.io', 'https://0x7f.1/token'],
    ['ghcr.io', 'https://[::ffff:169.254.169.254]/token'],
    ['ghcr.io', 'ftp://ghcr.io/token'],
    ['ghcr.io', 'file:///etc/passwd'],
    ['registry.acme.co.uk', 'https://auth.evil.co.uk/token'],
    ['acme.example.com', 'https://oauth2.googleapis.com/token'],
    ['azurecr.io.evil.test', 'https://login.microsoftonline.com/token'],
    ['10.0.0.1:5000', 'https://10.0.0.2/token'],
    ['127.0.0.1:5000', 'http://169.254.169.254/token'],
    ['127.0.0.1:5000', 'https://evil.test/token'],
    ['127.0.0.1:5000', 'gopher://127.0.0.1/token'],
  ])('%s may not send its users to %s', (registry, realm) => {
    expect(judgeRealm(realm, endpointOf(registry))).toMatchObject({ kind: 'refused' });
  });

  test.each(['', 'Artifactory Realm', '/token', 'token', '//ghcr.io/token', 'https://'])(
    '%j is no address',
    (realm) => {
      expect(judgeRealm(realm, endpointOf('ghcr.io'))).toEqual({ kind: 'not-an-address' });
    },
  );
});
