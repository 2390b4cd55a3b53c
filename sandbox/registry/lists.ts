import { type RegistryAnswer, type RegistryRequest, failure, json, unknownRoute } from './exchange.ts';
import { isDigestText } from './grammar.ts';
import { OCI_INDEX } from './manifest-document.ts';
import type { RegistryPlay } from './plays.ts';
import type { RegistryStore } from './store.ts';

interface ListRules {
  readonly referrers: RegistryPlay['referrers'];
  /** The most entries of one page of referrers. */
  readonly pageSize: number;
}

/** `GET /v2/<name>/tags/list`, sorted, in pages of `n` after `last`. */
export function answerTags(store: RegistryStore, ask: RegistryRequest, name: string): RegistryAnswer {
  if (ask.method !== 'GET')
    return failure(405, 'UNSUPPORTED', 'the operation is unsupported', { headers: { allow: 'GET' } });
  if (!store.has(name))
    return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry', { detail: { name } });
  const count = ask.query.get('n');
  if (count !== null && !/^\d+$/.test(count)) return failure(400, 'UNSUPPORTED', 'n is not a number');
  const last = ask.query.get('last') ?? '';
  const rest = [...store.tags(name).keys()].sort().filter((tag) => tag > last);
  const tags = rest.slice(0, count === null ? rest.length : Number.parseInt(count, 10));
  const end = tags.at(-1);
  const more = end !== undefined && tags.length < rest.length;
  const next = `</v2/${name}/tags/list?n=${count}&last=${encodeURIComponent(end ?? '')}>; rel="next"`;
  return json(200, { name, tags }, more ? { link: next } : {});
}

/** `GET /v2/<name>/referrers/<digest>`; an unknown digest has an empty list, as the specification asks. */
export function answerReferrers(
  store: RegistryStore,
  ask: RegistryRequest,
  { name, digest }: { readonly name: string; readonly digest: string },
  rules: ListRules,
): RegistryAnswer {
  if (rules.referrers === 'unknown') return unknownRoute();
  if (rules.referrers === 'unauthorized') return failure(401, 'UNAUTHORIZED', 'unauthorized');
  if (ask.method !== 'GET')
    return failure(405, 'UNSUPPORTED', 'the operation is unsupported', { headers: { allow: 'GET' } });
  if (!isDigestText(digest))
    return failure(400, 'DIGEST_INVALID', `invalid digest ${JSON.stringify(digest)}`);
  const wanted = ask.query.get('artifactType');
  const all = store.referrers(name, digest);
  const matching = wanted === null ? all : all.filter((entry) => entry.artifactType === wanted);
  const from = Number.parseInt(ask.query.get('from') ?? '0', 10);
  const manifests = matching.slice(from, from + rules.pageSize);
  const query = new URLSearchParams({ from: String(from + manifests.length) });
  if (wanted !== null) query.set('artifactType', wanted);
  const more = from + manifests.length < matching.length;
  return json(
    200,
    { schemaVersion: 2, mediaType: OCI_INDEX, manifests },
    {
      'content-type': OCI_INDEX,
      ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }),
      ...(more ? { link: `</v2/${name}/referrers/${digest}?${query}>; rel="next"` } : {}),
    },
  );
}
