import type { AdvanceStage } from '../actions/advance/stage.ts';
import { APP } from '../actions/stage.ts';

/** Builds of acme/shop: v1, v2 and v3 from one commit after the other, `side` from a branch beside v2. */
export interface ShopBuilds {
  /** `v2@sha256:…` */
  version(tag: string): string;
  digest(tag: string): string;
  /** Puts another image of one of the commits into the registry. */
  release(tag: string, of: string | undefined, more?: { readonly created?: string }): string;
  /** A token that reads every repository but acme/shop. */
  readonly blind: string;
}

export async function shopBuilds(stage: AdvanceStage): Promise<ShopBuilds> {
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' }, { private: true });
  const commits: Record<string, string> = { v1: (await shop.head('main')) ?? '' };
  for (const tag of ['v2', 'v3']) commits[tag] = await shop.push('main', { 'main.txt': tag });
  await shop.force('side', commits['v2']);
  commits['side'] = await shop.push('side', { 'side.txt': 'side' });
  const digests: Record<string, string> = {};
  const release: ShopBuilds['release'] = (tag, of, more = {}) => {
    const commit = commits[of ?? ''];
    const source = commit === undefined ? {} : { source: 'acme/shop', commit };
    return (digests[tag] = stage.release('api', tag, { ...source, ...more }));
  };
  // The dates say the opposite of git.
  for (const [index, tag] of ['side', 'v3', 'v2', 'v1'].entries())
    release(tag, tag, { created: `2026-03-0${index + 1}T10:00:00Z` });
  for (const tag of ['plain-1', 'plain-2', 'plain-3']) release(tag, undefined);
  return {
    version: (tag) => `${tag}@${digests[tag] ?? ''}`,
    digest: (tag) => digests[tag] ?? '',
    release,
    blind: stage.github.grant({ ...APP, repositories: ['acme/another'] }),
  };
}
