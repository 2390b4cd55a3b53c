import { describe, expect, test } from '@jest/globals';
import { registryAccessOf } from '../../src/actions/registry-access.ts';
import { fakeRunner } from '../runner/fake-runner.ts';

const ACTOR = { GITHUB_ACTOR: 'alice' };
const access = (inputs: Readonly<Record<string, string>>) =>
  registryAccessOf(fakeRunner({ inputs, env: ACTOR }));

describe('the login of the inputs', () => {
  const whole = {
    registry: 'https://Registry.acme.dev:5000/',
    'registry-username': 'ci',
    'registry-password': 'hunter2',
  };

  test('is for the one registry that they name', () => {
    expect(access(whole).given).toEqual({
      registry: 'registry.acme.dev:5000',
      username: 'ci',
      password: 'hunter2',
    });
  });

  test.each([
    ['registry', 'goes to that one registry'],
    ['registry-username', 'the user that the password is of'],
    ['registry-password', 'a secret that is not set'],
  ])('without "%s" is refused', (name, hint) => {
    expect(() => access({ ...whole, [name]: '' })).toThrow(
      expect.objectContaining({
        code: 'INPUT_MISSING',
        message: `The input "${name}" is empty, and the login needs it`,
        hint: expect.stringMatching(new RegExp(hint, 'i')),
      }),
    );
  });

  test('may be missing: a registry alone is no login', () => {
    expect(access({ registry: 'ghcr.io' }).given).toBeUndefined();
  });

  test.each(['ghcr.io/acme', 'acme', 'https://ghcr.io@evil.test'])('%s is no registry', (registry) => {
    expect(() => access({ ...whole, registry })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test('is masked, and so is the token of the workflow', () => {
    const runner = fakeRunner({ inputs: { ...whole, 'workflow-token': 'ghs_token' }, env: ACTOR });
    registryAccessOf(runner);
    expect(runner.secrets).toEqual(expect.arrayContaining(['hunter2', 'ghs_token']));
  });

  test('is masked also when it is refused', () => {
    const runner = fakeRunner({ inputs: { 'registry-password': 'hunter2' } });
    expect(() => registryAccessOf(runner)).toThrow();
    expect(runner.secrets).toContain('hunter2');
  });
});

describe('the token of the workflow', () => {
  test('is a login for ghcr.io', () => {
    expect(access({ 'workflow-token': 'ghs_token' }).workflow).toEqual({
      registry: 'ghcr.io',
      username: 'alice',
      password: 'ghs_token',
    });
  });

  test('of a GitHub Enterprise Server is not shown to ghcr.io', () => {
    const env = { ...ACTOR, GITHUB_SERVER_URL: 'https://github.acme.dev' };
    const runner = fakeRunner({ inputs: { 'workflow-token': 'ghs_token' }, env });
    expect(registryAccessOf(runner).workflow).toBeUndefined();
    expect(runner.secrets).toContain('ghs_token');
  });

  test('may be empty', () => {
    expect(access({}).workflow).toBeUndefined();
  });
});

describe('a token server', () => {
  const trusted = (server: string, registry = 'images.acme.dev') =>
    access({ registry, 'registry-token-server': server }).trustedTokenServer;

  test.each([
    ['gitlab.acme.io', 'gitlab.acme.io'],
    ['gitlab.acme.io:8443', 'gitlab.acme.io:8443'],
    ['https://gitlab.acme.io/jwt/auth', 'gitlab.acme.io'],
  ])('%s is the host %s', (text, host) => {
    expect(trusted(text)).toEqual({ registry: 'images.acme.dev', host });
  });

  test.each(['http://gitlab.acme.io', 'https://u:p@gitlab.acme.io', 'gitlab.acme.io/jwt', '*', 'a b', ':'])(
    '%j is refused',
    (text) => {
      expect(() => trusted(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  test('is trusted for one registry, which has to be named', () => {
    expect(() => trusted('gitlab.acme.io', '')).toThrow(expect.objectContaining({ code: 'INPUT_MISSING' }));
  });
});
