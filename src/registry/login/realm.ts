import { isAddress, isLoopbackHost } from '../transport/address.ts';
import { KNOWN_TOKEN_SERVERS } from './known-token-servers.ts';

/** Where to ask for a token, or the reason why this realm is not asked. */
export type RealmVerdict =
  | { readonly kind: 'accepted'; readonly url: URL }
  | { readonly kind: 'not-an-address' }
  /** `trustable`: nothing is wrong with it but that nobody knows that it belongs to the registry. */
  | { readonly kind: 'refused'; readonly reason: string; readonly trustable: boolean };

/**
 * Judges the `realm` of a Bearer challenge that the registry at `endpoint` sent. A realm must share the
 * registry's own domain, be one of the known token servers, or be `trusted`, the host that the owner of the
 * workflow names: a registry must not be able to send a request, with or without a password, to a place of
 * its choice.
 */
export function judgeRealm(realm: string, endpoint: URL, trusted?: string): RealmVerdict {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(realm) ? URL.parse(realm) : null;
  if (url === null) return { kind: 'not-an-address' };
  const refuse = (reason: string, trustable = false): RealmVerdict => ({
    kind: 'refused',
    reason,
    trustable,
  });
  if (url.username !== '' || url.password !== '') return refuse('it carries a user name');
  if (isLoopbackHost(endpoint.hostname)) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse(`it is ${url.protocol}`);
    return isLoopbackHost(url.hostname)
      ? accept(url)
      : refuse('a registry on this machine has its token server there too');
  }
  if (url.protocol !== 'https:') return refuse('it is not https');
  if (url.hostname === endpoint.hostname || url.host === trusted) return accept(url);
  if (isAddress(url.hostname) || isAddress(endpoint.hostname)) return refuse('it is another address');
  const known = KNOWN_TOKEN_SERVERS.some(
    (pair) => pair.registry.test(endpoint.hostname) && pair.tokenServer === url.host,
  );
  if (known || sharesDomain(url.hostname, endpoint.hostname)) return accept(url);
  return refuse('it is on another domain', true);
}

function accept(url: URL): RealmVerdict {
  url.hash = '';
  return { kind: 'accepted', url };
}

function sharesDomain(a: string, b: string): boolean {
  const domain = registrableDomain(b);
  return domain !== undefined && (a === domain || a.endsWith(`.${domain}`));
}

/**
 * `example.com`; `example.co.uk` under a country's own second level. The part of a name that one owner
 * registers.
 */
function registrableDomain(hostname: string): string | undefined {
  const labels = hostname.split('.');
  const country = (labels.at(-1)?.length ?? 0) === 2 && (labels.at(-2)?.length ?? 0) <= 3;
  const length = country && labels.length > 2 ? 3 : 2;
  return labels.length < length ? undefined : labels.slice(-length).join('.');
}
