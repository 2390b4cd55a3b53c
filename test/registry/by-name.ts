import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';

/**
 * A `fetch` that reaches a stand-in by the name of the registry that it plays: `https://<host>/…` goes to its
 * address on loopback, and `https://<tokenHost>/…` to its token server. Everything else fails.
 */
export function fetchByName(
  registry: SandboxRegistry,
  host: string,
  tokenHost = host,
): typeof globalThis.fetch {
  return (input, init) => {
    const url = new URL(String(input));
    const headers = new Headers(init?.headers);
    headers.set('x-forwarded-host', url.host);
    headers.set('x-forwarded-proto', 'https');
    if (url.protocol === 'https:' && url.host === tokenHost && url.pathname.endsWith('/token'))
      return globalThis.fetch(`${registry.tokenServer}${url.search}`, { ...init, headers });
    if (url.protocol === 'https:' && url.host === host)
      return globalThis.fetch(`${registry.url}${url.pathname}${url.search}`, { ...init, headers });
    return Promise.reject(new Error(`nobody is at ${url.origin}`));
  };
}
