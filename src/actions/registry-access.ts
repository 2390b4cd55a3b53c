import { WaybillError } from '../errors/waybill-error.ts';
import { canonicalRegistry, GITHUB_REGISTRY } from '../registry/login/registry-name.ts';
import type { RegistryLogin, TrustedTokenServer } from '../registry/registry.ts';
import type { InputReader, Runner } from '../runner/runner.ts';

/** A name in a domain: a pattern is none, and neither is an address in brackets. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** How the inputs let an action into registries; docker's own logins come besides. */
export interface RegistryAccess {
  /** The login for the one registry that the inputs name. */
  readonly given: RegistryLogin | undefined;
  /** The login for GitHub's registry that the token of the workflow is. */
  readonly workflow: RegistryLogin | undefined;
  readonly trustedTokenServer: TrustedTokenServer | undefined;
}

/**
 * Reads `registry`, `registry-username`, `registry-password`, `registry-token-server` and `workflow-token`.
 * Secrets are masked from here on. Throws `INPUT_INVALID` or `INPUT_MISSING` for a login that is not whole.
 */
export function registryAccessOf({
  inputs,
  context,
  mask,
}: Pick<Runner, 'inputs' | 'context' | 'mask'>): RegistryAccess {
  const token = inputs.text('workflow-token');
  const password = inputs.text('registry-password');
  for (const secret of [token, password]) if (secret !== undefined) mask(secret);
  const name = inputs.text('registry');
  const registry = name === undefined ? undefined : canonicalRegistry(name);
  return {
    given: loginOf(registry, inputs.text('registry-username'), password),
    workflow: workflowLogin(token, context),
    trustedTokenServer: tokenServerOf(registry, inputs),
  };
}

/** The token of another GitHub than github.com means nothing to ghcr.io, and is not shown to it. */
function workflowLogin(
  token: string | undefined,
  { serverUrl, actor }: Pick<Runner['context'], 'serverUrl' | 'actor'>,
): RegistryLogin | undefined {
  if (token === undefined || serverUrl !== 'https://github.com') return undefined;
  return { registry: GITHUB_REGISTRY, username: actor ?? 'waybill', password: token };
}

function loginOf(
  registry: string | undefined,
  username: string | undefined,
  password: string | undefined,
): RegistryLogin | undefined {
  if (username === undefined && password === undefined) return undefined;
  if (registry === undefined)
    throw incomplete('registry', 'The login goes to that one registry: write its host.');
  if (username === undefined)
    throw incomplete('registry-username', 'Write the user that the password is of.');
  if (password !== undefined) return { registry, username, password };
  throw incomplete('registry-password', 'A secret that is not set is an empty text.');
}

function incomplete(name: string, hint: string): WaybillError {
  return new WaybillError('INPUT_MISSING', `The input "${name}" is empty, and the login needs it`, { hint });
}

function tokenServerOf(registry: string | undefined, inputs: InputReader): TrustedTokenServer | undefined {
  const text = inputs.text('registry-token-server');
  if (text === undefined) return undefined;
  if (registry === undefined)
    throw incomplete('registry', '"registry-token-server" is trusted for that one registry: write its host.');
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const isHost = url !== null && url.protocol === 'https:' && url.username === '' && HOST.test(url.hostname);
  if (isHost && (text.includes('://') || url.pathname === '/')) return { registry, host: url.host };
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "registry-token-server" is not a host: ${JSON.stringify(text)}`,
    {
      hint: 'Write the host alone, with its port where it has one: gitlab.acme.dev. It is asked with https.',
    },
  );
}
