import http from 'node:http';

/** Whether requests go through the proxy that the environment names. */
type ProxyOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'used'; readonly proxy: string }
  /** This Node takes a proxy only when it starts. The job has to set `NODE_USE_ENV_PROXY=1`. */
  | { readonly kind: 'unsupported'; readonly hint: string };

type ProxyVariables = Readonly<Record<string, string | undefined>>;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Sends every request of this process, those of `fetch` too, through the proxy in `HTTPS_PROXY`, `HTTP_PROXY`
 * and `NO_PROXY`, in either case. Requests to this machine do not go through it, unless `NODE_USE_ENV_PROXY`
 * made Node decide before. Call it once, before the first request.
 *
 * Node can do this since 24.14 (`http.setGlobalProxyFromEnv`). An older Node 24 does it only when
 * `NODE_USE_ENV_PROXY=1` was set before it started; a job sets it in `env`. An own certificate authority
 * needs no code: Node reads `NODE_EXTRA_CA_CERTS`, and the system's store with `NODE_USE_SYSTEM_CA=1`.
 */
export function useEnvironmentProxy(environment: ProxyVariables): ProxyOutcome {
  const https = either(environment, 'https_proxy');
  const plain = either(environment, 'http_proxy');
  const proxy = https ?? plain;
  if (proxy === undefined) return { kind: 'none' };
  const shown = URL.parse(proxy)?.host ?? 'an address that cannot be read';
  if (environment['NODE_USE_ENV_PROXY'] === '1') return { kind: 'used', proxy: shown };
  const set = 'setGlobalProxyFromEnv' in http ? http.setGlobalProxyFromEnv : undefined;
  if (typeof set !== 'function') {
    const hint =
      'Set NODE_USE_ENV_PROXY to "1" in the env of the job, so that requests go through the proxy.';
    return { kind: 'unsupported', hint };
  }
  const no = [either(environment, 'no_proxy'), ...LOOPBACK].filter((part) => part !== undefined).join(',');
  const settings = {
    no_proxy: no,
    ...(https && { https_proxy: https }),
    ...(plain && { http_proxy: plain }),
  };
  set(settings);
  return { kind: 'used', proxy: shown };
}

function either(environment: ProxyVariables, name: string): string | undefined {
  const value = environment[name] ?? environment[name.toUpperCase()];
  return value === '' ? undefined : value;
}
