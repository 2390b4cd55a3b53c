import { createHash } from 'node:crypto';

/**
 * The grammar of names (distribution-spec, "Pulling manifests"). It is written apart from the product's
 * grammar, so that each checks the other.
 */
const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;

export function isName(text: string): boolean {
  return text.length <= 255 && NAME.test(text);
}

export function isTagName(text: string): boolean {
  return TAG.test(text);
}

export function isDigestText(text: string): boolean {
  return DIGEST.test(text);
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * What a path under `/v2/` asks for. `name` and `reference` are as they were sent. Each handler checks their
 * grammar.
 */
export type RegistryRoute =
  | { readonly kind: 'ping' }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly id: string }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: string };

export function routeOf(path: string): RegistryRoute | undefined {
  if (path === '/v2/' || path === '/v2') return { kind: 'ping' };
  const rest = path.startsWith('/v2/') ? path.slice('/v2/'.length) : undefined;
  if (rest === undefined) return undefined;
  const parts = /^(.+)\/(manifests|blobs|referrers|tags)\/([^/]+)$/.exec(rest);
  const [, uploadName, id] = /^(.+)\/blobs\/uploads\/([^/]*)$/.exec(rest) ?? [];
  if (uploadName !== undefined) {
    return id === undefined || id === ''
      ? { kind: 'uploads', name: uploadName }
      : { kind: 'upload', name: uploadName, id };
  }
  const [, name = '', kind, last = ''] = parts ?? [];
  if (kind === 'manifests') return { kind: 'manifest', name, reference: last };
  if (kind === 'blobs')
    return last === 'uploads' ? { kind: 'uploads', name } : { kind: 'blob', name, digest: last };
  if (kind === 'referrers') return { kind: 'referrers', name, digest: last };
  return kind === 'tags' && last === 'list' ? { kind: 'tags', name } : undefined;
}
