import { describe, expect, test } from '@jest/globals';
import { endpointOf } from '../../../src/registry/transport/endpoint.ts';
import { judgeRealm } from '../../../src/registry/login/realm.ts';

describe('judgeRealm', () => {
  test.each([
    ['ghcr.io', 'https://ghcr.io/token'],
    ['docker.io', 'https://auth.docker.io/token'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
    ['europe-docker.pkg.dev', 'https://europe-docker.pkg.dev/v2/token'],
    ['europe-docker.pkg.dev', 'https://oauth2.googleapis.com/token'],
    ['acme.azurecr.io', 'https://login.microsoftonline.com/common/oauth2/token'],
    ['rg.fr-par.scw.cloud', 'https://api.scaleway.com/registry-internal/v1/regions/fr-par/tokens'],
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
    ['rg.evil.test', 'https://api.scaleway.com/token'],
    ['rg.fr-par.scw.cloud', 'https://api.scaleway.com.evil.test/token'],
    ['rg.fr-par.scw.cloud', 'https://api.scaleway.com:8443/token'],
    ['azurecr.io.evil.test', 'https://login.microsoftonline.com/token'],
    ['10.0.0.1:5000', 'https://10.0.0.2/token'],
    ['127.0.0.1:5000', 'http://169.254.169.254/token'],
    ['127.0.0.1:5000', 'https://evil.test/token'],
    ['127.0.0.1:5000', 'gopher://127.0.0.1/token'],
  ])('%s may not send its users to %s', (registry, realm) => {
    expect(judgeRealm(realm, endpointOf(registry))).toMatchObject({ kind: 'refused' });
  });

  test.each([
    ['https://gitlab.acme.io/jwt/auth', 'gitlab.acme.io', 'accepted'],
    ['https://gitlab.acme.io:8443/jwt/auth', 'gitlab.acme.io:8443', 'accepted'],
    ['https://gitlab.acme.io:8443/jwt/auth', 'gitlab.acme.io', 'refused'],
    ['http://gitlab.acme.io/jwt/auth', 'gitlab.acme.io', 'refused'],
    ['https://u:p@gitlab.acme.io/jwt/auth', 'gitlab.acme.io', 'refused'],
    ['https://gitlab.acme.io.evil.test/jwt/auth', 'gitlab.acme.io', 'refused'],
  ])('%s is judged with %s trusted', (realm, trusted, verdict) => {
    expect(judgeRealm(realm, endpointOf('images.acme.dev'), trusted)).toMatchObject({ kind: verdict });
  });

  test.each(['', 'Artifactory Realm', '/token', 'token', '//ghcr.io/token', 'https://'])(
    '%j is no address',
    (realm) => {
      expect(judgeRealm(realm, endpointOf('ghcr.io'))).toEqual({ kind: 'not-an-address' });
    },
  );
});
