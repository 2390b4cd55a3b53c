import { lookUp } from '../yaml/merge.ts';
import { resolveAlias, type MapNode, type ScalarNode } from '../yaml/tree.ts';

/** A key that names a repository, and the prefixes under which its tag and digest may stand beside it. */
export interface NamingKey {
  readonly prefixes: readonly string[];
  /** `name` says little by itself; the map around it has to speak of an image. */
  readonly weak: boolean;
}

/** `repository` goes with `tag`; `apiRepository` with `apiTag`; `imageName` with `imageTag`; `image` with `imageTag` or `tag`. */
export function namingKey(key: string): NamingKey | undefined {
  if (key === 'name') return { prefixes: [''], weak: true };
  const prefixed = /^(.*?)_?(?:repository|repo)$/i.exec(key) ?? /^(.*image)_?name$/i.exec(key);
  if (prefixed !== null) return { prefixes: [prefixed[1] ?? ''], weak: false };
  if (/^(?:.*_)?image$|Image$/.test(key)) return { prefixes: [key, ''], weak: false };
  return undefined;
}

export interface SiblingParts {
  readonly registry: string | undefined;
  readonly tag: ScalarNode | undefined;
  readonly digest: ScalarNode | undefined;
  /** The key speaks of a hash (`sha`), and charts put `sha256:` before it themselves. */
  readonly bareDigest: boolean;
  /** A merge key brings one of them. */
  readonly merged: boolean;
}

const TAG_WORDS = ['tag', 'version'];
const DIGEST_WORDS = ['digest', 'sha', 'sha256'];

export function siblingParts(map: MapNode, naming: NamingKey): SiblingParts {
  const tag = sibling(map, naming, naming.weak ? ['tag'] : TAG_WORDS);
  const digest = sibling(map, naming, DIGEST_WORDS);
  const registry = sibling(map, naming, ['registry']);
  return {
    registry: registry?.node.text,
    tag: tag?.node,
    digest: digest?.node,
    bareDigest: digest !== undefined && /sha(?:256)?$/i.test(digest.key),
    merged: [tag, digest].some((part) => part?.merged === true),
  };
}

function sibling(map: MapNode, naming: NamingKey, words: readonly string[]) {
  for (const prefix of naming.prefixes) {
    for (const key of words.flatMap((word) => spellings(prefix, word))) {
      const found = lookUp(map, key);
      const node = resolveAlias(found?.entry.value);
      if (found !== undefined && node?.kind === 'scalar') return { key, node, merged: found.merged };
    }
  }
  return undefined;
}

function spellings(prefix: string, word: string): readonly string[] {
  if (prefix === '') return [word];
  return [
    prefix + word.charAt(0).toUpperCase() + word.slice(1),
    `${prefix}_${word}`,
    `${prefix.replace(/_$/, '')}_${word}`,
  ];
}
