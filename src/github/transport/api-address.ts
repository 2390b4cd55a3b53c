import { WaybillError } from '../../errors/waybill-error.ts';

/**
 * The address of an API as it is asked: without a slash at its end. `what` names where it was written. Throws
 * `INPUT_INVALID` for an address that cannot be one: without a scheme, of the web pages of GitHub, or of a
 * GitHub Enterprise Server without the path of its API, which answers with pages there.
 */
export function apiAddress(text: string, what: string): string {
  const address = text.trim().replace(/\/+$/, '');
  const url = parsed(address);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '';
  if (isWeb && !isOfPages(url)) return address;
  const meant = isWeb ? url : parsed(`https://${address.replace(/^[a-z]*:?\/\//i, '')}`);
  throw new WaybillError(
    'INPUT_INVALID',
    `${what} is no address of an API: ${JSON.stringify(text.slice(0, 200))}`,
    {
      hint: `Write ${meant === null || meant.hostname === '' ? 'https://api.github.com, or https://host/api/v3' : apiOf(meant)}.`,
    },
  );
}

/** `URL.parse`, which Node 20 lacks, and the command line runs on Node 20. */
function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

/** Whether people are served there: a server that has its API below a path, or `github.com` itself. */
function isOfPages({ protocol, hostname, pathname }: URL): boolean {
  const isRoot = pathname === '/' && protocol === 'https:' && isDomain(hostname);
  return isRoot && !hostname.startsWith('api.');
}

function isDomain(hostname: string): boolean {
  return /\.[a-z]{2,}$/i.test(hostname);
}

function apiOf({ protocol, host, hostname, pathname }: URL): string {
  if (/^(?:www\.|api\.)?github\.com$/.test(hostname)) return 'https://api.github.com';
  if (hostname.endsWith('.ghe.com')) return `https://api.${hostname.replace(/^api\./, '')}`;
  const origin = `${/^https?:$/.test(protocol) ? protocol : 'https:'}//${host}`;
  return pathname === '/' ? `${origin}/api/v3` : `${origin}${pathname}`;
}
