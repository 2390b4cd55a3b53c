import { isTag } from '../../../image/reference.ts';
import { splitTag } from '../../view/reference-slot.ts';
import { lookUp } from '../../yaml/merge.ts';
import { type MapNode, resolveAlias, type ScalarNode } from '../../yaml/tree.ts';

/** A key that names a repository, and the prefixes under which its tag and digest may stand beside it. */
export interface NamingKey {
  readonly prefixes: readonly string[];
  /** `name` says little by itself: the map around it has to speak of an image. */
  readonly weak: boolean;
  /**
   * A `version` beside it is its tag. Beside `image` alone it is not: `version: 2` of a job says something
   * else.
   */
  readonly takesVersion: boolean;
}

/**
 * `repository` goes with `tag`, `apiRepository` with `apiTag`, `imageName` with `imageTag`, and `image` with
 * `imageTag` or `tag`. Undefined for a key that names no repository.
 */
export function namingKey(key: string): NamingKey | undefined {
  if (key === 'name') return { prefixes: [''], weak: true, takesVersion: false };
  if (/^(?:git|helm|chart)/i.test(key)) return undefined;
  const prefixed = /^(.*?)_?(?:repository|repo)$/i.exec(key) ?? /^(.*image)_?name$/i.exec(key);
  if (prefixed !== null)
    return { prefixes: [prefixed[1] ?? ''], weak: false, takesVersion: /repo(?:sitory)?$/i.test(key) };
  if (key === 'image') return { prefixes: ['image', ''], weak: false, takesVersion: false };
  if (/_image$/i.test(key) || /Image$/.test(key)) {
    return { prefixes: [key, key.replace(/_?image$/i, '')], weak: false, takesVersion: false };
  }
  return undefined;
}

/**
 * What a key holds, and what stands before the word that says so: `imageTag` is a tag with the prefix
 * `image`.
 */
interface KeyRole {
  readonly part: 'tag' | 'digest' | 'repository' | 'registry';
  readonly prefix: string;
}

const PARTS = new Map<string, KeyRole['part']>([
  ['tag', 'tag'],
  ['version', 'tag'],
  ['digest', 'digest'],
  ['sha', 'digest'],
  ['sha256', 'digest'],
  ['repository', 'repository'],
  ['repo', 'repository'],
  ['registry', 'registry'],
]);

/** `version` and `apiVersion`, of which only the repository beside it says that it is a tag. */
export function isVersionKey(key: string): boolean {
  return /version$/i.test(key) && !/image_?version$/i.test(key);
}

/** Whether a text can be the tag under a key `version`: no range, no list of versions. */
export function mayBeTag(text: string): boolean {
  const [tag, digest] = splitTag(text.trim());
  return tag === '' || isTag(tag) || digest !== undefined || /[${]/.test(tag);
}

/** `tag` and `imageTag` hold a tag, `digest` and `image_sha` a digest. */
export function keyRole(key: string): KeyRole | undefined {
  const match = /^(.*?)_?(tag|version|digest|sha|sha256|repository|repo|registry)$/i.exec(key);
  const part = PARTS.get(match?.[2]?.toLowerCase() ?? '');
  return part === undefined ? undefined : { part, prefix: match?.[1] ?? '' };
}

/** What stands beside the repository in its map. */
interface SiblingParts {
  readonly registry: ScalarNode | undefined;
  readonly tag: ScalarNode | undefined;
  /** The tag's key is a `version`, or there is no tag and one would count. */
  readonly takesVersion: boolean;
  readonly digest: ScalarNode | undefined;
  /** The key speaks of a hash (`sha`). Charts put `sha256:` before it themselves. */
  readonly bareDigest: boolean;
  /** A merge key brings the tag or the digest. */
  readonly merged: boolean;
}

const WORDS = {
  tag: ['tag'],
  version: ['tag', 'version'],
  digest: ['digest', 'sha', 'sha256'],
  registry: ['registry'],
};

/** The tag, digest and registry that go with the repository under a naming key of the map. */
export function siblingParts(map: MapNode, naming: NamingKey): SiblingParts {
  const takesVersion = !naming.weak && naming.takesVersion && !map.index.has('chart');
  const words = naming.weak ? WORDS.tag : WORDS.version;
  const tag = sibling(map, naming.prefixes, words, ({ key, node }) => {
    return !isVersionKey(key) || (takesVersion && mayBeTag(node.text));
  });
  const digest = sibling(map, naming.prefixes, WORDS.digest);
  const registry = sibling(map, naming.prefixes, WORDS.registry);
  return {
    registry: registry?.node,
    tag: tag?.node,
    takesVersion: takesVersion && (tag === undefined || isVersionKey(tag.key)),
    digest: digest?.node,
    bareDigest: digest !== undefined && isBareDigestKey(digest.key),
    merged: [tag, digest].some((part) => part?.merged === true),
  };
}

/** `sha` and `sha256` hold the hexadecimal digits of a digest alone. */
export function isBareDigestKey(key: string): boolean {
  return /sha(?:256)?$/i.test(key);
}

/** The tag or the digest of a prefix in the map. */
export function siblingOf(
  map: MapNode | undefined,
  prefix: string,
  part: 'tag' | 'digest',
): ScalarNode | undefined {
  return map === undefined ? undefined : sibling(map, [prefix], WORDS[part])?.node;
}

interface Sibling {
  readonly key: string;
  readonly node: ScalarNode;
  readonly merged: boolean;
}

function sibling(
  map: MapNode,
  prefixes: readonly string[],
  words: readonly string[],
  counts: (found: Sibling) => boolean = () => true,
): Sibling | undefined {
  for (const prefix of prefixes) {
    for (const key of words.flatMap((word) => spellings(prefix, word))) {
      const found = lookUp(map, key);
      const node = resolveAlias(found?.entry.value);
      if (found === undefined || node?.kind !== 'scalar') continue;
      const here = { key, node, merged: found.merged };
      if (counts(here)) return here;
    }
  }
  return undefined;
}

/** `imageTag`, `image_tag`, `image_TAG` and `imagetag`. */
function spellings(prefix: string, word: string): readonly string[] {
  if (prefix === '') return [word, word.toUpperCase()];
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  return [`${prefix}${capital}`, `${prefix}_${word}`, `${prefix}_${word.toUpperCase()}`, `${prefix}${word}`];
}
