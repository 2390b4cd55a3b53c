import { fetchOverHttp, type Fetch } from './fetch-over-http.ts';

export { useEnvironmentProxy } from './proxy.ts';
export type { Fetch };

// What the clients of GitHub and of registries send their requests with. It knows nothing of either: they
// take it as an argument.

const PROXIES = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'];

/**
 * The `fetch` of this process. Node's own takes longer to load than half of the bundle, so it is used only
 * behind a proxy: every Node 24 leads it through one, and not every Node 24 leads `http.request`.
 */
export function fetchFor(environment: Readonly<Record<string, string | undefined>>): Fetch {
  const isBehindProxy = PROXIES.some((name) => (environment[name] ?? '') !== '');
  return isBehindProxy ? (url, init) => globalThis.fetch(url, init) : fetchOverHttp;
}
